import { z } from 'zod'
import { LocalDate } from '../clock.ts'

const years = (most: number) => z.number().int().min(0).max(most)

/**
 * How long a practice keeps a record. One policy for all its clients, the practice's own choice: the
 * law's minimum differs by state and licence, and a practice sets the longest that binds it.
 */
export const RetentionPolicy = z.object({
  /** After the client's last service. */
  yearsAfterLastService: years(50).min(1),
  /** After a minor client comes of age; the later of the two dates counts. */
  yearsAfterMajority: years(50),
  /** The age of majority where the practice works. */
  majorityAge: z.number().int().min(18).max(21),
  /** Between the second approval and the destruction, so that it can still be stopped. */
  noticeDays: z.number().int().min(1).max(365),
})
export type RetentionPolicy = z.infer<typeof RetentionPolicy>

/** As long as any state's rule that was verified; docs/decisions/retention.md says why so. */
export const defaultRetentionPolicy: RetentionPolicy = {
  yearsAfterLastService: 10,
  yearsAfterMajority: 8,
  majorityAge: 18,
  noticeDays: 30,
}

/**
 * What a client's retention is reckoned from. The birth date itself stays sealed: of it only the
 * year is known openly, and a date that is derived from it falls on a first of January, so that
 * neither tells the birthday.
 */
export const RetentionFacts = z.object({
  /** The last day of service, planned or held, in the practice's calendar. */
  lastServiceOn: LocalDate,
  birthYear: z.number().int().min(1880).max(2200),
})
export type RetentionFacts = z.infer<typeof RetentionFacts>

/** Which part of the policy decided; printed on the review list and the certificate. */
export const RetentionRule = z.enum(['years-after-last-service', 'years-after-majority'])
export type RetentionRule = z.infer<typeof RetentionRule>

/** The first day on which a record may be destroyed, and the rule that says so. */
export interface EarliestDisposal {
  /** A first of January, by the practice's calendar. */
  readonly on: LocalDate
  readonly rule: RetentionRule
}

/**
 * The law engine replaces this function and nothing else: from policy and facts to a date and the
 * rule's name. Always rounded up to the next first of January: later than asked, never earlier.
 */
export function earliestDisposal(policy: RetentionPolicy, facts: RetentionFacts): EarliestDisposal {
  const serviceYear = Number(facts.lastServiceOn.slice(0, 4)) + policy.yearsAfterLastService + 1
  const majorityYear = facts.birthYear + policy.majorityAge + policy.yearsAfterMajority + 1
  return majorityYear > serviceYear
    ? { on: `${majorityYear}-01-01`, rule: 'years-after-majority' }
    : { on: `${serviceYear}-01-01`, rule: 'years-after-last-service' }
}

/** Of a record that was opened on a day: nobody was served later yet. */
export const firstFacts = (birthDate: LocalDate, openedOn: LocalDate): RetentionFacts => ({
  lastServiceOn: openedOn,
  birthYear: birthYearOf(birthDate),
})

export const birthYearOf = (birthDate: LocalDate): number => Number(birthDate.slice(0, 4))

/** Facts after one more service: a later day restarts the reckoning, an earlier one changes nothing. */
export function servedOn(facts: RetentionFacts, day: LocalDate): RetentionFacts {
  return day > facts.lastServiceOn ? { ...facts, lastServiceOn: day } : facts
}
