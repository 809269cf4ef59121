import { commitsTo, committedPart } from '../ledger/commitment.ts'
import type { Event } from '../ledger/event.ts'
import type { ElectronicSignature, SignedForm } from '../note/signed-form.ts'

/** A sealed record with the nonce that opens the commitment to it. */
export type SealedRecord = object & {
  readonly nonce: string
  readonly signature?: Pick<ElectronicSignature, 'commitment' | 'keyArn' | 'value'> | undefined
  readonly ledger?: SignedForm['ledger']
}

/** Whether an event committed to this record. */
export const opens = (event: Event, record: SealedRecord): boolean =>
  event.commitment !== undefined && commitsTo(event.commitment, record.nonce, committedPart(record))

export const latest = (events: readonly Event[]): Event | undefined =>
  events.reduce<Event | undefined>((a, b) => (a && a.seq > b.seq ? a : b), undefined)
