import { liftHoldOperation } from '../../shared/api/retention.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import { liftHold as lifted } from '../../shared/retention/lift-hold.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { holdRecorded } from './hold-recorded.ts'
import { holdView } from './hold-view.ts'

/** `POST /v1/holds/{holdId}/lifting`: another member's deed than who placed it. */
export const liftHold = (records: RecordsContext) =>
  endpoint(
    liftHoldOperation,
    ({ path: { holdId }, body, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const { clientId } = partsOf(holdId)
        const chain = clientChain(practiceId, clientId)
        const [, found, head] = await reachClient(
          records,
          caller,
          { clientId, action: 'hold.lift', about: holdId, missing: 'hold_not_found' },
          records.holds.find(practiceId, holdId),
          records.ledger.head(chain),
        )
        if (!found) throw new Refused('hold_not_found', [holdId])
        const by = { practiceId, actorId: member.memberId, at: records.now() }
        const hold = lifted(found.hold, { memberId: member.memberId, at: by.at, version: ifMatch })
        const { record, event } = holdRecorded(by, hold, body.reason)
        const writes = [
          await records.holds.lift(practiceId, hold, record, overtaken),
          records.clients.countHolds(practiceId, clientId, -1),
        ]
        await records.ledger.commit([{ chain, head, event }], () => writes)
        const view = { hold, reason: found.reason, liftingReason: body.reason }
        return reply(200, view, { version: hold.version })
      }),
    async ({ path: { holdId }, body, caller: { practiceId, member }, ifMatch }) => {
      const found = await records.holds.find(practiceId, holdId)
      const { version, ...hold } = found?.hold ?? {}
      const theirs =
        version === ifMatch + 1 && 'liftedBy' in hold && hold.liftedBy === member.memberId
      return found && theirs && found.liftingReason === body.reason
        ? reply(200, holdView(found), { version })
        : undefined
    },
  )
