import { planSessionOperation } from '../../shared/api/sessions.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { sessionRecord } from '../../shared/aws/session-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type ClientThingId, type Id, idOfRequest, partsOf } from '../../shared/id.ts'
import { noteObligationId, noteOwed } from '../../shared/obligation/note-owed.ts'
import { Refused } from '../../shared/refused.ts'
import type { PlannedSession } from '../../shared/session/session.ts'
import { checkTimes } from '../../shared/session/times.ts'
import { unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { served } from './served.ts'
import { sessionEvent } from './session-event.ts'
import { checkHolder } from './session-holder.ts'
import { sessionView } from './session-view.ts'

/**
 * `POST /v1/clients/{clientId}/sessions`: the session, the note it will owe, and how long the record
 * is kept, in one write.
 */
export const planSession = (records: RecordsContext) =>
  endpoint(planSessionOperation, ({ path: { clientId }, body, caller, idempotencyKey }) =>
    unlessOvertaken(async () => {
      const { practiceId, member } = caller
      const { memberId = member.memberId, start, end, ...coding } = body
      const own = idOfRequest(idempotencyKey, 'session', practiceId, clientId, member.memberId)
      const sessionId = `${clientId}.${own}`
      const chain = clientChain(practiceId, clientId)
      const [client, holder, settings, head, stored, before] = await reachClient(
        records,
        caller,
        { clientId, action: 'session.change' },
        records.practice.member(practiceId, memberId),
        records.practice.settings(practiceId),
        records.ledger.head(chain),
        records.disposals.find(practiceId, clientId),
        idempotencyKey
          ? records.sessions.findWithRequest(practiceId, sessionId)
          : Promise.resolve(undefined),
      )
      if (before) return repeated(records, practiceId, sessionId, body)
      if (client.state !== 'active') throw new Refused('client_closed', [clientId])
      const now = records.now()
      const { supervisorId } = checkHolder(holder, memberId, client)
      checkTimes(start, end, now)

      const session: PlannedSession = {
        status: 'planned',
        sessionId,
        clientId,
        memberId,
        plannedStart: start,
        plannedEnd: end,
        coding,
        version: 1,
      }
      const owed = noteOwed(session, supervisorId, settings.lateRule)
      const record = sessionRecord(session)
      const request =
        idempotencyKey && (await records.keys.fingerprint(clientKeyId(clientId), body))
      const by = { practiceId, actorId: member.memberId, at: now }
      const restart = served(records, by, { client, stored }, end, settings)
      const writes = [
        // First, so that a repeated request is known by it.
        await records.sessions.add(practiceId, session, record, request),
        records.obligations.add(practiceId, owed),
        ...(restart.writes.length > 0
          ? restart.writes
          : [records.clients.stillActive(practiceId, clientId)]),
      ]
      const event = sessionEvent('session_planned', by, session, record)
      const { outcome } = await records.ledger.commit(
        [event, ...restart.events].map((each) => ({ chain, head, event: each })),
        () => writes,
      )
      if (outcome === 'done') return repeated(records, practiceId, sessionId, body)
      return planned(sessionView(session, owed))
    }),
  )

/** The same answer to the same request; another request under its key is refused. */
async function repeated(
  { sessions, obligations, keys }: RecordsContext,
  practiceId: Id,
  sessionId: ClientThingId,
  body: unknown,
): Promise<Reply> {
  const { clientId } = partsOf(sessionId)
  const [standing, obligation, request] = await Promise.all([
    sessions.findWithRequest(practiceId, sessionId),
    obligations.find(practiceId, clientId, noteObligationId(sessionId)),
    keys.fingerprint(clientKeyId(clientId), body),
  ])
  if (!standing) throw new Error('a session is half there')
  if (standing.request !== request) throw new Refused('idempotency_key_reused')
  return planned(sessionView(standing.session, obligation))
}

const planned = (view: ReturnType<typeof sessionView>) =>
  reply(201, view, { version: view.version, location: `/v1/sessions/${view.sessionId}` })
