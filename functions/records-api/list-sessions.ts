import { listSessionsOperation } from '../../shared/api/sessions.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'
import type { SessionHeader } from '../../shared/session/session.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}/sessions`: newest first; nothing is opened for it. */
export const listSessions = (records: RecordsContext) =>
  endpoint(listSessionsOperation, async ({ path: { clientId }, query, caller }) => {
    const [, headers] = await reachClient(
      records,
      caller,
      { clientId, action: 'session.read' },
      records.sessions.headers(caller.practiceId, clientId),
    )
    const sorted = headers
      .filter(({ status }) => query.status === undefined || status === query.status)
      .sort(newestFirst)
    const { cursor, limit } = query
    const at = cursor === undefined ? -1 : sorted.findIndex((each) => each.sessionId === cursor)
    if (cursor !== undefined && at < 0) {
      const rule = 'is not in this list any more: begin again'
      throw new Refused('invalid_request', [], [{ field: '/query/cursor', rule }])
    }
    const sessions = sorted.slice(at + 1, at + 1 + limit)
    const last = sessions.at(-1)
    const more = last !== undefined && at + 1 + limit < sorted.length
    return reply(200, { sessions, ...(more && { next: last.sessionId }) })
  })

const newestFirst = (a: SessionHeader, b: SessionHeader) =>
  orderOf(a.plannedStart + a.sessionId, b.plannedStart + b.sessionId)

const orderOf = (a: string, b: string) => (a > b ? -1 : a < b ? 1 : 0)
