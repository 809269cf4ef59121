import { clientChain } from '../../shared/aws/client-table.ts'
import type { Instant } from '../../shared/clock.ts'
import type { Id } from '../../shared/id.ts'
import { commit, committedPart } from '../../shared/ledger/commitment.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'
import type { Session } from '../../shared/session/session.ts'
import type { SessionRecord } from '../../shared/session/session-record.ts'

type SessionEventType = Extract<EventDraft['type'], `session_${string}` | 'group_planned'>

/** What the ledger keeps of a session's new state: ids openly, all else as a commitment. */
export function sessionEvent(
  type: SessionEventType,
  by: { practiceId: Id; actorId: Id; at: Instant },
  { sessionId, clientId, memberId, groupId, version }: Session,
  record: SessionRecord,
): EventDraft {
  return {
    chain: clientChain(by.practiceId, clientId),
    type,
    actorId: by.actorId,
    at: by.at,
    about: {
      sessionId,
      memberId,
      version: String(version),
      ...(groupId !== undefined && { groupId }),
    },
    commitment: commit(record.nonce, committedPart(record)),
  }
}
