import {
  type Instant,
  type LocalDate,
  localDate,
  plusHours,
  plusMinutes,
  type Zone,
} from '../clock.ts'
import { type Destroyed, type DisposalIn, KEY_BACKUP_DAYS } from './disposal.ts'

/**
 * Longer than a call lasts, and than two functions' clocks differ: a change that says it was made so
 * little before the approval may have been stored after it.
 */
const UNSURE_MINUTES = 1

/** What was written before this was there when the second member approved. */
export const surelyBefore = ({ approvals: [, second] }: DisposalIn<'approved'>): Instant =>
  plusMinutes(second.at, -UNSURE_MINUTES)

/**
 * The point of no return: the keys go in the transaction that stores this.
 *
 * @param chainHead of the client's chain after its last event, `client_destroyed`
 */
export function beginDestruction(
  { destroyAfter: _after, clientVersion: _version, facts, ...disposal }: DisposalIn<'approved'>,
  chainHead: DisposalIn<'destroying'>['chainHead'],
  now: Instant,
): DisposalIn<'destroying'> {
  const lastServiceYear = Number(facts.lastServiceOn.slice(0, 4))
  const from = disposal.rule === 'years-after-majority' ? facts.birthYear : lastServiceYear
  return {
    ...disposal,
    state: 'destroying',
    lastServiceYear,
    // Whole calendar years: the date is a first of January, one more than the years that passed.
    ruleYears: Number(disposal.dueOn.slice(0, 4)) - from - 1,
    destroyedAt: now,
    keysLapseAt: keysLapseAt(now),
    chainHead,
    version: disposal.version + 1,
  }
}

/**
 * When nothing is left of what the keys had opened. Keys that did not go with the first ones (a group's,
 * whose last client this was; what did not fit into one transaction) are gone by now, and not before:
 * so the backups are reckoned from here.
 */
export const endDestruction = (
  disposal: DisposalIn<'destroying'>,
  destroyed: Destroyed,
  now: Instant,
): DisposalIn<'destroyed'> => ({
  ...disposal,
  state: 'destroyed',
  finishedAt: now,
  keysLapseAt: keysLapseAt(now),
  destroyed,
  version: disposal.version + 1,
})

/** When nothing is left of the keys either, in any backup. */
export const backupsLapsed = (
  disposal: DisposalIn<'destroyed'>,
  now: Instant,
): DisposalIn<'lapsed'> => ({
  ...disposal,
  state: 'lapsed',
  lapsedAt: now,
  version: disposal.version + 1,
})

/** Keys that a restore had brought back are destroyed again: their backup lapses that much later. */
export const keysCameBack = (
  disposal: DisposalIn<'destroyed'>,
  now: Instant,
): DisposalIn<'destroyed'> => ({
  ...disposal,
  keysLapseAt: keysLapseAt(now),
  version: disposal.version + 1,
})

/** @param goneAt when the last of them was deleted from its table */
export const keysLapseAt = (goneAt: Instant): Instant => plusHours(goneAt, KEY_BACKUP_DAYS * 24)

/** The first day of which all lies after the last backup of the keys, by the practice's calendar. */
export const lapsedOn = (keysLapse: Instant, zone: Zone): LocalDate =>
  localDate(plusHours(keysLapse, 24), zone)
