import type { Instant } from '../clock.ts'
import type { ClientThingId, Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Measure } from './measure.ts'

type InError = Extract<Measure, { state: 'entered-in-error' }>

/**
 * Marks a measure as wrong; what is right is recorded anew.
 *
 * @param correctedBy what stands in its place, if anything does
 * @throws Refused `already_entered_in_error`, `stale_revision`
 */
export function enterMeasureInError(
  measure: Measure,
  { memberId, at, version }: { memberId: Id; at: Instant; version: number },
  correctedBy: ClientThingId | undefined,
): InError {
  const { measureId } = measure
  if (measure.version !== version) throw new Refused('stale_revision', [measureId])
  if (measure.state === 'entered-in-error')
    throw new Refused('already_entered_in_error', [measureId])
  return {
    ...measure,
    state: 'entered-in-error',
    enteredInErrorAt: at,
    enteredInErrorBy: memberId,
    ...(correctedBy !== undefined && { correctedBy }),
    version: version + 1,
  }
}
