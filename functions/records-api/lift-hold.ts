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
import { actOf, noticeAbout, noticeAsked } from './hold-notice.ts'
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
        const [client, found, head, about] = await reachClient(
          records,
          caller,
          { clientId, action: 'hold.lift', about: holdId, missing: 'hold_not_found' },
          records.holds.find(practiceId, holdId),
          records.ledger.head(chain),
          noticeAbout(records, practiceId, clientId),
        )
        if (!found || !about) throw new Refused('hold_not_found', [holdId])
        const by = { practiceId, actorId: member.memberId, at: records.now() }
        const hold = lifted(found.hold, { memberId: member.memberId, at: by.at, version: ifMatch })
        const { reason, noticeShowsReason } = body
        const cause = found.cause ?? 'other'
        const { record, event } = holdRecorded(by, hold, { reason, cause })
        const placer = await records.practice.member(practiceId, hold.placedBy)
        if (!placer) throw new Error('a hold that no member placed')
        const notice = noticeAsked(records, by, 'lifted', {
          kind: 'hold-notice',
          ...about,
          holdId,
          cause,
          placed: actOf(placer, hold.placedAt, undefined),
          lifted: actOf(member, by.at, noticeShowsReason ? reason : undefined),
          otherHolds: client.holds - 1,
        })
        const writes = [
          await records.holds.lift(practiceId, hold, record, overtaken),
          records.clients.countHolds(client, -1, overtaken),
        ]
        await records.ledger.commit(
          [event, notice.event].map((each) => ({ chain, head, event: each })),
          async (positions) => [...writes, await notice.write(positions.at(-1))],
        )
        const noticed = [...found.noticed, 'lifted' as const]
        const view = holdView({ ...found, hold, liftingReason: reason, noticed })
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
