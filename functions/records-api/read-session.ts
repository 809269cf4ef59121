import { readSessionOperation } from '../../shared/api/sessions.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { reachSession } from './reach-session.ts'
import { sessionView } from './session-view.ts'

/** `GET /v1/sessions/{sessionId}`. */
export const readSession = (records: RecordsContext) =>
  endpoint(readSessionOperation, async ({ path: { sessionId }, caller }) => {
    const [{ session, obligation }] = await reachSession(records, caller, {
      sessionId,
      action: 'session.read',
    })
    return reply(200, sessionView(session, obligation), { version: session.version })
  })
