import { clientChain } from '../../shared/aws/client-table.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import { localDate, type Zone } from '../../shared/clock.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'
import type {
  Measure,
  MeasureErrorRecord,
  MeasureRecord,
  MeasureWords,
} from '../../shared/measure/measure.ts'
import { Refused } from '../../shared/refused.ts'

/** A measure as it is sealed, and the event that commits to it. */
export function measureRecorded(
  deed: Deed,
  measure: Measure,
  words: MeasureWords,
): { record: MeasureRecord; event: EventDraft } {
  const { measureId } = measure
  const record: MeasureRecord = { form: 'noteseal/measure/1', measureId, words, nonce: newNonce() }
  return { record, event: eventOf(deed, 'measure_recorded', measure, record) }
}

/** The same of why one was wrong. */
export function measureWasWrong(
  deed: Deed,
  measure: Measure,
  reason: string,
): { record: MeasureErrorRecord; event: EventDraft } {
  const { measureId } = measure
  const record: MeasureErrorRecord = {
    form: 'noteseal/measure-in-error/1',
    measureId,
    reason,
    nonce: newNonce(),
  }
  return { record, event: eventOf(deed, 'measure_entered_in_error', measure, record) }
}

const eventOf = (
  { practiceId, actorId, at }: Deed,
  type: 'measure_recorded' | 'measure_entered_in_error',
  { measureId, clientId }: Measure,
  record: MeasureRecord | MeasureErrorRecord,
): EventDraft => ({
  chain: clientChain(practiceId, clientId),
  type,
  actorId,
  at,
  about: { measureId },
  commitment: commit(record.nonce, committedPart(record)),
})

/**
 * What is measured was taken by now, by somebody who works here.
 *
 * @param field where in the request the words are
 * @throws Refused `invalid_request`, `member_not_found`
 */
export function insistOnTaken(
  { takenOn, takenBy }: MeasureWords,
  { now, zone, member }: { now: string; zone: Zone; member: object | undefined },
  field: string,
): void {
  if (takenOn > localDate(now, zone)) {
    const rule = 'must not be after today'
    throw new Refused('invalid_request', [], [{ field: `${field}/takenOn`, rule }])
  }
  if (!member) throw new Refused('member_not_found', [takenBy])
}
