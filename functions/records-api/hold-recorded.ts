import { clientChain } from '../../shared/aws/client-table.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'
import type { Hold, HoldRecord } from '../../shared/retention/hold.ts'

/** A reason as it is sealed, and the event that commits to it. */
export function holdRecorded(
  { practiceId, actorId, at }: Deed,
  { holdId, clientId, state, version }: Hold,
  { reason, cause }: Pick<HoldRecord, 'reason' | 'cause'>,
): { record: HoldRecord; event: EventDraft } {
  const record: HoldRecord = {
    form: 'noteseal/hold/1',
    holdId,
    act: state,
    reason,
    ...(cause && { cause }),
    nonce: newNonce(),
  }
  return {
    record,
    event: {
      chain: clientChain(practiceId, clientId),
      type: state === 'placed' ? 'hold_placed' : 'hold_lifted',
      actorId,
      at,
      about: { holdId, version: String(version) },
      commitment: commit(record.nonce, committedPart(record)),
    },
  }
}
