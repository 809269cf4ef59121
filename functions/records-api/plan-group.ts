import type { Caller } from '../../shared/access/caller.ts'
import { type GroupPlan, planGroupOperation } from '../../shared/api/groups.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId, fingerprintUnder, groupKeyId } from '../../shared/aws/key-ring.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { sessionRecord } from '../../shared/aws/session-table.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { Consequence } from '../../shared/aws/withdraw-pending.ts'
import type { Group } from '../../shared/group/group.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { derivedId, type Id, idOfRequest } from '../../shared/id.ts'
import type { Head } from '../../shared/ledger/event.ts'
import { noteOwed } from '../../shared/obligation/note-owed.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import { Refused } from '../../shared/refused.ts'
import { sealRecord } from '../../shared/seal/sealed-record.ts'
import type { PlannedSession } from '../../shared/session/session.ts'
import { checkTimes } from '../../shared/session/times.ts'
import { unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { served } from './served.ts'
import { sessionEvent } from './session-event.ts'
import { checkHolder } from './session-holder.ts'

/**
 * `POST /v1/groups`: the group, its key, and for each client a session, the note it will owe and an
 * event in the client's own chain; 86 items in one transaction at most.
 */
export const planGroup = (records: RecordsContext) =>
  endpoint(planGroupOperation, ({ body, caller, idempotencyKey }) =>
    unlessOvertaken(async () => {
      const { practiceId, member } = caller
      const { memberId = member.memberId, start, end, title } = body
      const groupId = idOfRequest(idempotencyKey, 'group', practiceId, member.memberId)
      for (const { clientId } of body.clients) records.keys.warm(clientKeyId(clientId))

      const [reached, holder, settings, { key, write: keepKey }, before] = await Promise.all([
        Promise.all(body.clients.map(({ clientId }) => reach(records, caller, clientId, groupId))),
        records.practice.member(practiceId, memberId),
        records.practice.settings(practiceId),
        records.keys.create(groupKeyId(groupId), 'group', practiceId),
        idempotencyKey
          ? records.groups.findWithRequest(practiceId, groupId)
          : Promise.resolve(undefined),
      ])
      if (before) return repeated(records, practiceId, groupId, body)
      const now = records.now()
      for (const { client } of reached) {
        if (client.state !== 'active') throw new Refused('client_closed', [client.clientId])
        checkHolder(holder, memberId, client)
      }
      checkTimes(start, end, now)

      const sessions = body.clients.map((each) => sessionOf(each, body, groupId, memberId))
      const by = { practiceId, actorId: member.memberId, at: now }
      const parts = await Promise.all(
        reached.map(({ client, head, stored }, i) => {
          const session = sessions[i]
          if (!session) throw new Error('a client without their session')
          const owed = noteOwed(session, holder?.supervisorId, settings.lateRule)
          const restart = served(records, by, { client, stored }, end, settings)
          return partOf(records, by, { session, owed, head, restart })
        }),
      )
      const group: Group = {
        groupId,
        memberId,
        start,
        end,
        ...(title !== undefined && { title }),
        roster: sessions.map(({ clientId, sessionId }) => ({ clientId, sessionId })),
        version: 1,
      }
      const request = idempotencyKey && fingerprintUnder(key, body)
      const writes = [
        // First, so that a repeated request is known by it.
        await records.groups.add(practiceId, group, request, async (value, context) =>
          sealRecord(value, context, key),
        ),
        keepKey,
        ...parts.flatMap((part) => part.writes),
      ]
      const entries = parts.flatMap((part) => part.entries)
      const { outcome } = await records.ledger.commit(entries, () => writes)
      if (outcome === 'done') return repeated(records, practiceId, groupId, body)
      records.keys.remember(key)
      return planned(group)
    }),
  )

async function reach(records: RecordsContext, caller: Caller, clientId: Id, groupId: Id) {
  const { practiceId } = caller
  const [client, head, stored] = await reachClient(
    records,
    caller,
    { clientId, action: 'group.change', about: groupId },
    records.ledger.head(clientChain(practiceId, clientId)),
    records.disposals.find(practiceId, clientId),
  )
  return { client, head, stored }
}

/** One client's own part: what the group has in common, and their own diagnoses. */
function sessionOf(
  { clientId, diagnoses }: GroupPlan['clients'][number],
  { start, end, modality, placeOfService, services }: GroupPlan,
  groupId: Id,
  memberId: Id,
): PlannedSession {
  return {
    status: 'planned',
    sessionId: `${clientId}.${derivedId('group session', groupId, clientId)}`,
    clientId,
    memberId,
    plannedStart: start,
    plannedEnd: end,
    coding: { modality, placeOfService, participants: ['client'], services, diagnoses },
    groupId,
    version: 1,
  }
}

interface Part {
  readonly session: PlannedSession
  readonly owed: Obligation
  readonly head: Head | undefined
  readonly restart: Consequence
}

async function partOf(
  { sessions, obligations, clients }: RecordsContext,
  by: Deed,
  { session, owed, head, restart }: Part,
) {
  const { practiceId } = by
  const { clientId } = session
  const record = sessionRecord(session)
  const writes: Write[] = [
    await sessions.add(practiceId, session, record, undefined),
    obligations.add(practiceId, owed),
    ...(restart.writes.length > 0 ? restart.writes : [clients.stillActive(practiceId, clientId)]),
  ]
  const events = [sessionEvent('group_planned', by, session, record), ...restart.events]
  const chain = clientChain(practiceId, clientId)
  return { writes, entries: events.map((event) => ({ chain, head, event })) }
}

/** The same answer to the same request; another request under its key is refused. */
async function repeated(
  { groups, keys }: RecordsContext,
  practiceId: Id,
  groupId: Id,
  body: unknown,
): Promise<Reply> {
  const [standing, request] = await Promise.all([
    groups.findWithRequest(practiceId, groupId),
    keys.fingerprint(groupKeyId(groupId), body),
  ])
  if (!standing) throw new Error('a group is half there')
  if (standing.request !== request) throw new Refused('idempotency_key_reused')
  return planned(standing.group)
}

const planned = (group: Group) =>
  reply(
    201,
    { ...group, sharedPart: { sections: {}, revision: 0 } },
    { version: 0, location: `/v1/groups/${group.groupId}` },
  )
