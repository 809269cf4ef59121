import { type ClientThingId, type Id, partsOf } from '../../shared/id.ts'
import { noteObligationId } from '../../shared/obligation/note-owed.ts'
import type { RecordsContext } from './context.ts'

/** A session as it stands, with what is owed about it, for whoever was let in to it before. */
export async function standingSession(
  { sessions, obligations }: Pick<RecordsContext, 'sessions' | 'obligations'>,
  practiceId: Id,
  sessionId: ClientThingId,
) {
  const [session, obligation] = await Promise.all([
    sessions.find(practiceId, sessionId),
    obligations.find(practiceId, partsOf(sessionId).clientId, noteObligationId(sessionId)),
  ])
  return session && { session, obligation }
}
