import { clientChain } from '../../shared/aws/client-table.ts'
import type { Item } from '../../shared/aws/item.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import { sessionRecord } from '../../shared/aws/session-table.ts'
import type { Consequence } from '../../shared/aws/withdraw-pending.ts'
import type { EventDraft, Head } from '../../shared/ledger/event.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import { Refused } from '../../shared/refused.ts'
import type { Session } from '../../shared/session/session.ts'
import { Overtaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { sessionEvent } from './session-event.ts'

/** A session's next state, and what becomes of what is owed about it. */
export interface SessionChange {
  readonly type: Extract<EventDraft['type'], `session_${string}`>
  readonly before: Session
  readonly after: Session
  readonly owed: { readonly before: Obligation; readonly after: Obligation } | undefined
  readonly head: Head | undefined
  /** What it means for the record's retention. */
  readonly restart: Consequence
}

/**
 * Session, obligation, retention and ledger events in one transaction.
 *
 * @throws Refused `stale_revision`, `session_has_note`; Overtaken
 */
export async function commitSessionChange(
  { sessions, obligations, ledger }: RecordsContext,
  by: Deed,
  { type, before, after, owed, head, restart }: SessionChange,
): Promise<void> {
  const { practiceId } = by
  const record = sessionRecord(after)
  const writes = [
    await sessions.change(practiceId, after, record, (standing) => {
      throw refusalOf(before, standing)
    }),
    ...(owed
      ? [
          obligations.change(practiceId, owed.before, owed.after, () => {
            throw new Overtaken()
          }),
        ]
      : []),
    ...restart.writes,
  ]
  const chain = clientChain(practiceId, after.clientId)
  const event = sessionEvent(type, by, after, record)
  const events = [event, ...restart.events]
  await ledger.commit(
    events.map((each) => ({ chain, head, event: each })),
    () => writes,
  )
}

function refusalOf({ sessionId, version }: Session, standing: Item | undefined): Refused {
  const { noteId } = standing ?? {}
  return standing?.['version'] === version && typeof noteId === 'string'
    ? new Refused('session_has_note', [noteId])
    : new Refused('stale_revision', [sessionId])
}
