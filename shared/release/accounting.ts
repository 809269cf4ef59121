import { z } from 'zod'
import { Instant, type LocalDate, localDate, type Zone } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import type { Ground } from './basis.ts'
import type { WholeRelease } from './release.ts'
import { tellScope } from './tell-scope.ts'

/** How far back an accounting reaches: 45 CFR 164.528(a)(1). */
export const ACCOUNTED_YEARS = 6

/** What an accounting says of one disclosure: 45 CFR 164.528(b)(2). */
export const Disclosure = z.strictObject({
  releaseId: ClientThingId,
  givenAt: Instant,
  recipient: z.string(),
  /** Where it is known. */
  address: z.string().optional(),
  /** What was given, in short. */
  what: z.string(),
  purpose: z.string(),
  /** The law that let it leave. */
  law: z.string(),
})
export type Disclosure = z.infer<typeof Disclosure>

/**
 * The law by which each ground lets something leave that has to be accounted for. Not accounted for
 * are treatment, payment and operations, what the individual was given, and what left by their
 * authorization: 45 CFR 164.528(a)(1)(i), (ii), (iv).
 */
const accounted: Readonly<Partial<Record<Ground, string>>> = {
  'required-by-law': '45 CFR 164.512(a)',
  'court-order': '45 CFR 164.512(e)(1)(i)',
  subpoena: '45 CFR 164.512(e)(1)(ii)',
  'health-oversight': '45 CFR 164.512(d)',
  'public-health': '45 CFR 164.512(b), (c)',
  'serious-threat': '45 CFR 164.512(j)',
}

/** Which days of disclosure are asked for, by the practice's calendar, both included. */
export interface AccountedDays {
  readonly from: LocalDate
  readonly to: LocalDate
}

/** What is asked for where nobody says otherwise: the six years up to today. */
export function accountedDays(
  { from, to }: { readonly [K in keyof AccountedDays]?: LocalDate | undefined },
  today: LocalDate,
): AccountedDays {
  const begin = new Date(`${to ?? today}T00:00:00.000Z`)
  begin.setUTCFullYear(begin.getUTCFullYear() - ACCOUNTED_YEARS)
  return { from: from ?? begin.toISOString().slice(0, 10), to: to ?? today }
}

/** The disclosures of these days that a client is to be told of, the oldest first; revoked or not. */
export function accountingOf(
  releases: readonly WholeRelease[],
  { from, to }: AccountedDays,
  zone: Zone,
): Disclosure[] {
  return releases
    .flatMap((whole) => disclosureOf(whole) ?? [])
    .filter(({ givenAt }) => {
      const day = localDate(givenAt, zone)
      return day >= from && day <= to
    })
    .toSorted((a, b) => (a.givenAt < b.givenAt ? -1 : a.givenAt > b.givenAt ? 1 : 0))
}

function disclosureOf({ release, words }: WholeRelease): Disclosure | undefined {
  const givenAt = 'givenAt' in release ? release.givenAt : undefined
  const { purpose, recipient, basis, scope } = words
  const law = accounted[basis.ground]
  if (givenAt === undefined || law === undefined) return undefined
  return {
    releaseId: release.releaseId,
    givenAt,
    recipient: recipient.name,
    ...(recipient.contact && { address: recipient.contact }),
    what: tellScope(scope),
    purpose,
    law,
  }
}
