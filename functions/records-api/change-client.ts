import { changeClientOperation } from '../../shared/api/clients.ts'
import { careTeamCopy } from '../../shared/aws/care-team-copy.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId, directoryKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { checkBorn } from '../../shared/client/birth-date.ts'
import type { Client, ClientState } from '../../shared/client/client.ts'
import type { Demographics } from '../../shared/client/demographics.ts'
import type { DemographicsRecord } from '../../shared/client/demographics-record.ts'
import { entryOf } from '../../shared/client/directory-entry.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { Refused } from '../../shared/refused.ts'
import { birthYearOf } from '../../shared/retention/policy.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import { clientView } from './client-view.ts'
import type { RecordsContext } from './context.ts'

/** `PUT /v1/clients/{clientId}`: the file and its directory entry change together. */
export const changeClient = (records: RecordsContext) =>
  endpoint(
    changeClientOperation,
    ({ path: { clientId }, body, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const chain = clientChain(practiceId, clientId)
        records.keys.warm(directoryKeyId(practiceId))
        const [before, settings, head] = await reachClient(
          records,
          caller,
          { clientId, action: 'client.change' },
          records.practice.settings(practiceId),
          records.ledger.head(chain),
        )
        if (before.version !== ifMatch) throw new Refused('stale_revision', [clientId])
        const now = records.now()
        checkBorn(body.demographics, now, settings.zone)

        const after = changed(before, body)
        const { state } = after
        const record: DemographicsRecord = {
          form: 'noteseal/demographics/1',
          clientId,
          demographics: body.demographics,
          nonce: newNonce(),
        }
        const writes = [
          records.clients.changeFacts(before, after, settings.retention, overtaken),
          await records.clients.putDemographics(after, record, (value, context) =>
            records.keys.seal(clientKeyId(clientId), value, context),
          ),
          await records.directory.put(after, entryOf(body.demographics)),
          { write: records.processAccess.put(careTeamCopy(after)) },
        ]
        await records.ledger.commit(
          [
            {
              chain,
              head,
              event: {
                chain,
                type: 'client_changed',
                actorId: member.memberId,
                at: now,
                about: { version: String(after.version), state },
                commitment: commit(record.nonce, committedPart(record)),
              },
            },
          ],
          () => writes,
        )
        return reply(200, clientView(after, body.demographics), { version: after.version })
      }),
    async ({ path: { clientId }, body, caller: { practiceId }, ifMatch }) => {
      const [client, demographics] = await Promise.all([
        records.clients.find(practiceId, clientId),
        records.clients.demographics(practiceId, clientId),
      ])
      if (client?.version !== ifMatch + 1 || !demographics) return undefined
      const { state = client.state } = body
      const same = state === client.state && sameJson(body.demographics, demographics)
      return same
        ? reply(200, clientView(client, demographics), { version: client.version })
        : undefined
    },
  )

/** The birth year is a fact of retention; the last service stays what it was. */
function changed(
  before: Client,
  {
    state = before.state,
    demographics,
  }: { state?: ClientState | undefined; demographics: Demographics },
): Client {
  const retention = { ...before.retention, birthYear: birthYearOf(demographics.birthDate) }
  return { ...before, state, retention, version: before.version + 1 }
}
