import type { Caller } from '../../shared/access/caller.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { Client } from '../../shared/client/client.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import { noteObligationId } from '../../shared/obligation/note-owed.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import { Refused } from '../../shared/refused.ts'
import type { Session } from '../../shared/session/session.ts'
import type { RecordsContext } from './context.ts'

/**
 * Reads a session, its client, what is owed about it and whatever else, all at once.
 *
 * @throws Refused `session_not_found`, `not_allowed`
 */
export async function reachSession<T extends readonly unknown[]>(
  records: Pick<RecordsContext, 'clients' | 'access' | 'now' | 'sessions' | 'obligations'>,
  caller: Caller,
  { sessionId, action }: { sessionId: ClientThingId; action: Action },
  ...besides: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<[{ client: Client; session: Session; obligation: Obligation | undefined }, ...T]> {
  const { practiceId } = caller
  const { clientId } = partsOf(sessionId)
  const [client, session, obligation, ...read] = await reachClient<
    [Session | undefined, Obligation | undefined, ...T]
  >(
    records,
    caller,
    { clientId, action, about: sessionId, missing: 'session_not_found' },
    records.sessions.find(practiceId, sessionId),
    records.obligations.find(practiceId, clientId, noteObligationId(sessionId)),
    ...besides,
  )
  if (!session) throw new Refused('session_not_found', [sessionId])
  return [{ client, session, obligation }, ...(read as unknown as T)]
}
