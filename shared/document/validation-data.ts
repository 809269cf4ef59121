import { hexOf } from './bytes.ts'
import type { Certificate } from './certificate.ts'
import { pathFrom } from './certificate-path.ts'
import { mayIssue } from './certificate-usage.ts'
import { isRevokedBy, type RevocationList, speaksOf } from './revocation-list.ts'

/**
 * What shows, when nobody can be asked any more, that no certificate of a seal was revoked when it
 * was time-stamped (PAdES B-LT).
 */
export interface ValidationData {
  readonly certificates: readonly Certificate[]
  readonly lists: readonly RevocationList[]
}

export type PathFault =
  | 'issuer_missing'
  | 'certificate_not_in_force'
  | 'certificate_revoked'
  | 'list_missing'

export interface PathVerdict {
  readonly fault?: PathFault
  /** Those that were found good, and say of what is on the path that it was not revoked. */
  readonly lists: readonly RevocationList[]
}

/**
 * Whether a certificate leads to one that is signed by itself, and each on the way is in force and not
 * revoked at a moment. Whose the last one is, it does not judge; of the last one there is no list.
 *
 * @param data attacker-controlled
 * @throws SyntaxError where something in it is not readable
 */
export async function judgePath(
  certificate: Certificate,
  { certificates, lists }: ValidationData,
  at: Date,
): Promise<PathVerdict> {
  const path = await pathFrom(certificate, certificates)
  const issuers = path?.slice(1) ?? []
  if (!path || !issuers.every(mayIssue)) return { fault: 'issuer_missing', lists: [] }
  if (path.some(({ from, until }) => at < from || at > until))
    return { fault: 'certificate_not_in_force', lists: [] }
  const found: RevocationList[] = []
  let missing = false
  for (const [i, issuer] of issuers.entries()) {
    const [each] = path.slice(i)
    const speaking = each ? await listsOf(each, { issuer, at, lists }) : []
    if (each && speaking.some((list) => isRevokedBy(list, each)))
      return { fault: 'certificate_revoked', lists: [] }
    if (speaking.length === 0) missing = true
    found.push(...speaking)
  }
  return missing ? { fault: 'list_missing', lists: [] } : { lists: [...new Set(found)] }
}

async function listsOf(
  certificate: Certificate,
  asked: { issuer: Certificate; at: Date; lists: readonly RevocationList[] },
): Promise<RevocationList[]> {
  const speak = await Promise.all(asked.lists.map((list) => speaksOf(list, certificate, asked)))
  return asked.lists.filter((_, i) => speak[i])
}

/** Each once. */
export const distinct = <T extends { readonly der: Uint8Array }>(...all: readonly T[]): T[] => [
  ...new Map(all.map((each) => [hexOf(each.der), each])).values(),
]
