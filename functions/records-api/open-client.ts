import type { Caller } from '../../shared/access/caller.ts'
import { factsOf } from '../../shared/access/decide.ts'
import { insist } from '../../shared/access/insist.ts'
import { openClientOperation } from '../../shared/api/clients.ts'
import { careTeamCopy } from '../../shared/aws/care-team-copy.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId, directoryKeyId, fingerprintUnder } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { checkBorn } from '../../shared/client/birth-date.ts'
import type { Client } from '../../shared/client/client.ts'
import type { DemographicsRecord } from '../../shared/client/demographics-record.ts'
import { entryOf } from '../../shared/client/directory-entry.ts'
import { localDate } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type Id, idOfRequest } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { Refused } from '../../shared/refused.ts'
import { firstFacts } from '../../shared/retention/policy.ts'
import { sealRecord } from '../../shared/seal/sealed-record.ts'
import { activeMembers } from './active-members.ts'
import { clientView } from './client-view.ts'
import type { RecordsContext } from './context.ts'

/**
 * `POST /v1/clients`. Key, file, demographics, directory entry, care team's copy and ledger event
 * come into being together or not at all.
 */
export const openClient = (records: RecordsContext) =>
  endpoint(openClientOperation, async ({ body, caller, idempotencyKey }) => {
    const { practiceId, member } = caller
    insist(member, 'client.add')
    const careTeam = firstCareTeam(caller, body.careTeam)
    const clientId = idOfRequest(idempotencyKey, 'client', practiceId, member.memberId)
    records.keys.warm(directoryKeyId(practiceId))

    const [before, settings, { key, write: keepKey }] = await Promise.all([
      records.clients.findWithRequest(practiceId, clientId),
      records.practice.settings(practiceId),
      records.keys.create(clientKeyId(clientId), 'client', practiceId),
      activeMembers(records, practiceId, careTeam),
    ])
    if (before) return repeated(records, caller, clientId, body)
    const now = records.now()
    checkBorn(body.demographics, now, settings.zone)

    const client: Client = {
      clientId,
      practiceId,
      state: 'active',
      careTeam,
      barred: [],
      openDrafts: 0,
      holds: 0,
      retention: firstFacts(body.demographics.birthDate, localDate(now, settings.zone)),
      openedAt: now,
      version: 1,
    }
    const record: DemographicsRecord = {
      form: 'noteseal/demographics/1',
      clientId,
      demographics: body.demographics,
      nonce: newNonce(),
    }
    const chain = clientChain(practiceId, clientId)
    const writes = [
      records.clients.add(
        client,
        settings.retention,
        idempotencyKey && fingerprintUnder(key, body),
      ),
      await records.clients.putDemographics(client, record, async (value, context) =>
        sealRecord(value, context, key),
      ),
      keepKey,
      await records.directory.put(client, entryOf(body.demographics)),
      { write: records.processAccess.put(careTeamCopy(client)) },
    ]
    const { outcome } = await records.ledger.commit(
      [
        {
          chain,
          head: undefined,
          event: {
            chain,
            type: 'client_opened',
            actorId: member.memberId,
            at: now,
            about: { version: '1' },
            commitment: commit(record.nonce, committedPart(record)),
          },
        },
      ],
      () => writes,
    )
    if (outcome === 'done') return repeated(records, caller, clientId, body)
    records.keys.remember(key)
    return opened(client, clientView(client, body.demographics))
  })

/** The caller, unless they name others: then they must be somebody who may. */
function firstCareTeam({ member }: Caller, named: readonly Id[] | undefined): Id[] {
  const { memberId, roles } = member
  if (named === undefined) {
    if (roles.includes('clinician')) return [memberId]
    const rule = 'is missing: somebody has to work with the client'
    throw new Refused('invalid_request', [], [{ field: '/body/careTeam', rule }])
  }
  const careTeam = [...named]
  if (careTeam.length !== 1 || careTeam[0] !== memberId)
    insist(member, 'care-team.change', factsOf(member, { careTeam, barred: [] }))
  return careTeam
}

/**
 * The client of the same request as they stand now, for whoever may still see them: it is a read.
 * Another request under its key is refused.
 */
async function repeated(
  records: RecordsContext,
  caller: Caller,
  clientId: Id,
  body: unknown,
): Promise<Reply> {
  const { clients, keys } = records
  const { practiceId } = caller
  const [client, standing, demographics, request] = await reachClient(
    records,
    caller,
    { clientId, action: 'client.see' },
    clients.findWithRequest(practiceId, clientId),
    clients.demographics(practiceId, clientId),
    keys.fingerprint(clientKeyId(clientId), body),
  )
  if (!standing || !demographics) throw new Error('a client is half there')
  if (standing.request !== request) throw new Refused('idempotency_key_reused')
  return opened(client, clientView(client, demographics))
}

const opened = (client: Client, view: unknown) =>
  reply(201, view, { version: client.version, location: `/v1/clients/${client.clientId}` })
