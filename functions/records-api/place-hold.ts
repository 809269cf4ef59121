import { placeHoldOperation } from '../../shared/api/retention.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { withdrawPending } from '../../shared/aws/withdraw-pending.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type ClientThingId, type Id, idOfRequest } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { Hold } from '../../shared/retention/hold.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { actOf, noticeAbout, noticeAsked } from './hold-notice.ts'
import { holdRecorded } from './hold-recorded.ts'
import { holdView } from './hold-view.ts'

/**
 * `POST /v1/clients/{clientId}/holds`. The hold, the client's count of holds and the withdrawal of a
 * disposal are one write: a destruction finds either none of it or all. So is the waiting for its notice.
 */
export const placeHold = (records: RecordsContext) =>
  endpoint(placeHoldOperation, ({ path: { clientId }, body, caller, idempotencyKey }) =>
    unlessOvertaken(async () => {
      const { practiceId, member } = caller
      const own = idOfRequest(idempotencyKey, 'hold', practiceId, clientId, member.memberId)
      const holdId = `${clientId}.${own}`
      const chain = clientChain(practiceId, clientId)
      const [client, head, stored, before, about] = await reachClient(
        records,
        caller,
        { clientId, action: 'hold.place' },
        records.ledger.head(chain),
        records.disposals.find(practiceId, clientId),
        idempotencyKey ? records.holds.find(practiceId, holdId) : Promise.resolve(undefined),
        noticeAbout(records, practiceId, clientId),
      )
      if (!about) throw new Error('a client without demographics')
      const asked = await records.keys.fingerprint(clientKeyId(clientId), body)
      if (before) return repeated(records, practiceId, holdId, asked)

      const at = records.now()
      const by = { practiceId, actorId: member.memberId, at }
      const hold: Hold = {
        state: 'placed',
        holdId,
        clientId,
        placedBy: member.memberId,
        placedAt: at,
        version: 1,
      }
      const { reason, cause, noticeShowsReason } = body
      const { record, event } = holdRecorded(by, hold, { reason, cause })
      const notice = noticeAsked(records, by, 'placed', {
        kind: 'hold-notice',
        ...about,
        holdId,
        cause,
        placed: actOf(member, at, noticeShowsReason ? reason : undefined),
        otherHolds: client.holds,
      })
      const withdrawn = withdrawPending(
        records.disposals,
        by,
        { clientId, stored },
        'hold-placed',
        overtaken,
      )
      const writes = [
        // First, so that a repeated request is known by it.
        await records.holds.place(practiceId, hold, record, idempotencyKey && asked),
        records.clients.countHolds(client, 1, overtaken),
        ...withdrawn.writes,
      ]
      const { outcome } = await records.ledger.commit(
        [event, ...withdrawn.events, notice.event].map((each) => ({ chain, head, event: each })),
        async (positions) => [...writes, await notice.write(positions.at(-1))],
      )
      if (outcome === 'done') return repeated(records, practiceId, holdId, asked)
      const view = holdView({ hold, reason, cause, liftingReason: undefined, noticed: ['placed'] })
      return reply(201, view, { version: hold.version })
    }),
  )

/** The hold of the same request as it stands now; another request under its key is refused. */
async function repeated(
  { holds }: RecordsContext,
  practiceId: Id,
  holdId: ClientThingId,
  asked: string,
): Promise<Reply> {
  const standing = await holds.find(practiceId, holdId)
  if (standing?.request !== asked) throw new Refused('idempotency_key_reused')
  return reply(201, holdView(standing), { version: standing.hold.version })
}
