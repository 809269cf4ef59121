import { type Instant, minutesBetween, plusHours } from '../clock.ts'
import { type FieldFault, Refused } from '../refused.ts'

const LONGEST_MINUTES = 24 * 60
const EARLIEST: Instant = '1970-01-01T00:00:00.000Z'
/** Nobody plans further ahead: a year typed wrong. */
const FURTHEST_HOURS = 24 * 366 * 3

/**
 * Checks when a session begins and ends. Both are instants, so a night on which the clocks change is
 * as long as it is, whatever the wall says.
 *
 * @param at where in the request the two fields stand, as a JSON pointer
 * @throws Refused `invalid_request`
 */
export function checkTimes(start: Instant, end: Instant, now: Instant, at = '/body'): void {
  const faults: FieldFault[] = []
  if (end <= start) faults.push({ field: `${at}/end`, rule: 'must be after the start' })
  else if (minutesBetween(start, end) > LONGEST_MINUTES)
    faults.push({ field: `${at}/end`, rule: 'must be within 24 hours of the start' })
  if (start < EARLIEST) faults.push({ field: `${at}/start`, rule: 'must not be before 1970' })
  if (start > plusHours(now, FURTHEST_HOURS))
    faults.push({ field: `${at}/start`, rule: 'must be within three years from now' })
  if (faults.length > 0) throw new Refused('invalid_request', [], faults)
}

/** What was held is over, or about to be: a clock may be a little ahead of ours. @throws Refused */
export function checkHeld(start: Instant, end: Instant, now: Instant, at = '/body'): void {
  checkTimes(start, end, now, at)
  if (minutesBetween(now, end) > 5)
    throw new Refused(
      'invalid_request',
      [],
      [{ field: `${at}/end`, rule: 'must not be in the future: the session was held' }],
    )
}
