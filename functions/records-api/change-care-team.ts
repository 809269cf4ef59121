import { changeCareTeamOperation } from '../../shared/api/clients.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { newcomers } from '../../shared/client/care-team.ts'
import type { Client } from '../../shared/client/client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'
import { activeMembers } from './active-members.ts'
import { careTeamChange } from './care-team-change.ts'
import type { RecordsContext } from './context.ts'

/** `PUT /v1/clients/{clientId}/care-team`. */
export const changeCareTeam = (records: RecordsContext) =>
  endpoint(
    changeCareTeamOperation,
    async ({ path: { clientId }, body, caller, ifMatch }) => {
      const { practiceId, member } = caller
      const chain = clientChain(practiceId, clientId)
      const [before, head] = await reachClient(
        records,
        caller,
        { clientId, action: 'care-team.change' },
        records.ledger.head(chain),
      )
      if (before.version !== ifMatch) throw new Refused('stale_revision', [clientId])
      await activeMembers(records, practiceId, newcomers(before, body))

      const after: Client = { ...before, ...body, version: before.version + 1 }
      const by = { practiceId, actorId: member.memberId, at: records.now() }
      const { event, writes } = careTeamChange(records, by, [before, after])
      await records.ledger.commit([{ chain, head, event }], () => writes)
      const { careTeam, barred, version } = after
      return reply(200, { clientId, careTeam, barred, version }, { version })
    },
    async ({ path: { clientId }, body, caller: { practiceId }, ifMatch }) => {
      const client = await records.clients.find(practiceId, clientId)
      if (client?.version !== ifMatch + 1) return undefined
      const { careTeam, barred, version } = client
      return sameJson(body, { careTeam, barred })
        ? reply(200, { clientId, careTeam, barred, version }, { version })
        : undefined
    },
  )
