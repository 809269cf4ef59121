import { randomBytes } from 'node:crypto'
import * as OTPAuth from 'otpauth'
import type { ExportFiles } from '../../../shared/export/export-files.ts'
import type { ImportAnswer, ImportRefusal } from '../../../shared/practice/import-order.ts'
import type { Cloud, NewAccount } from '../cloud.ts'

export interface Arrival {
  readonly files: ExportFiles
  readonly manifestSha256: string
  readonly admin: { readonly memberId: string; readonly name: string; readonly email: string }
}

export type TakenIn =
  | { readonly refused: ImportRefusal; readonly fault?: string }
  | { readonly practiceId: string; readonly clients: number; readonly account: NewAccount }

/** Of the bucket for arrivals, in the templates. */
const ARRIVALS = 'BucketsArrivals'

/**
 * Brings an export into the local cloud as docs/runbook.md does on AWS: files into the bucket for
 * arrivals, the function invoked until it is done, an account for the first admin.
 */
export async function takeIn(
  cloud: Cloud,
  { files, manifestSha256, admin }: Arrival,
  say: (line: string) => void,
): Promise<TakenIn> {
  const folder = `${manifestSha256.slice(0, 16)}/`
  await cloud.storage.emptyBucket(ARRIVALS)
  for (const path of files.paths())
    await cloud.storage.put(
      ARRIVALS,
      `exports/${folder}${path}`,
      Buffer.from(files.read(path) ?? []),
    )
  const order = {
    folder,
    manifest: manifestSha256,
    admin: {
      memberId: admin.memberId,
      issuer: cloud.issuer,
      // The same however often it is begun anew.
      subject: `member-${admin.memberId}`,
    },
  }
  let cursor: string | undefined
  for (;;) {
    const asked = { ...order, ...(cursor !== undefined && { cursor }) }
    const answer = (await cloud.invoke('import-records', asked)) as ImportAnswer
    if ('refused' in answer || answer.done) await cloud.storage.emptyBucket(ARRIVALS)
    if ('refused' in answer) return answer
    if (answer.done) {
      const { practiceId, clients } = answer
      return { practiceId, clients, account: await accountOf(cloud, order.admin.subject, admin) }
    }
    const { part, clients } = answer
    say(
      `  ${part === 'verify' ? 'verified' : 'taken in'}  ${clients.done} of ${clients.of} clients`,
    )
    cursor = answer.cursor
  }
}

async function accountOf(
  cloud: Cloud,
  subject: string,
  { name, email }: Arrival['admin'],
): Promise<NewAccount> {
  const known = cloud.accounts.list().find((each) => each.subject === subject)
  if (known) return known
  const password = `${randomBytes(9).toString('base64url')}-Aa1`
  const totpSecret = new OTPAuth.Secret({ size: 20 }).base32
  const account = { subject, email, name, password, totpSecret }
  await cloud.accounts.add(account)
  return account
}
