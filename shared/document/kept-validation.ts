import type { Chain } from './cms.ts'
import { readSecurityStore } from './read-security-store.ts'
import type { TimeStamp } from './time-stamp.ts'
import { judgePath, type PathFault, type ValidationData } from './validation-data.ts'

export type ValidationFault = 'store_not_readable' | 'no_time_stamp' | PathFault

/** What a sealed file keeps to show that no certificate of its seal was revoked (PAdES B-LT). */
export interface KeptValidation {
  /** Empty: it shows that, of the practice's and of the authority's certificates. */
  readonly faults: readonly ValidationFault[]
  /** Who issued the lists: names for reading. Attacker-controlled. */
  readonly issuers: readonly string[]
  /** ISO 8601: what the oldest of the lists says, it says of this moment. */
  readonly asOf?: string
}

interface Stamped {
  readonly chain: Chain
  readonly timeStamp: TimeStamp | undefined
}

/**
 * @param pdf attacker-controlled; its seal was found valid
 * @returns undefined where it keeps nothing
 */
export async function keptValidation(
  pdf: Uint8Array,
  stamped: Stamped,
): Promise<KeptValidation | undefined> {
  try {
    const data = await readSecurityStore(pdf)
    return data && (await judgeValidation(data, stamped))
  } catch (error) {
    if (error instanceof SyntaxError) return { faults: ['store_not_readable'], issuers: [] }
    throw error
  }
}

/** Whether it shows that, and all of it is readable. Both are somebody else's. */
export async function isGood(data: ValidationData, stamped: Stamped): Promise<boolean> {
  try {
    return (await judgeValidation(data, stamped)).faults.length === 0
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/**
 * Whether it shows that neither the sealing certificate nor the authority's was revoked, nor any that
 * issued them, when the authority saw the seal.
 *
 * @throws SyntaxError where something in it is not readable
 */
export async function judgeValidation(
  data: ValidationData,
  { chain, timeStamp }: Stamped,
): Promise<KeptValidation> {
  if (!timeStamp) return { faults: ['no_time_stamp'], issuers: [] }
  const at = new Date(timeStamp.at)
  const certificates = [...chain, ...timeStamp.certificates, ...data.certificates]
  const verdicts = await Promise.all(
    [chain[0], timeStamp.authority].map((leaf) => judgePath(leaf, { ...data, certificates }, at)),
  )
  const faults = [...new Set(verdicts.flatMap(({ fault }) => fault ?? []))]
  const lists = verdicts.flatMap((verdict) => verdict.lists)
  const [oldest] = lists.map(({ from }) => from.toISOString()).sort()
  return {
    faults,
    issuers: [...new Set(lists.map(({ issuerName }) => issuerName))],
    ...(oldest !== undefined && { asOf: oldest }),
  }
}
