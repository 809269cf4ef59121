import { decide, factsOf } from '../../shared/access/decide.ts'
import { insist } from '../../shared/access/insist.ts'
import { listDisposalsOperation } from '../../shared/api/retention.ts'
import { isUnderWay } from '../../shared/aws/disposal-table.ts'
import { directoryKeyId } from '../../shared/aws/key-ring.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'
import { disposalView } from './disposal-view.ts'

/**
 * `GET /v1/disposals`. Costs what is on the list, however many clients there are. Of a record that the
 * caller is barred from nothing is shown.
 */
export const listDisposals = (records: RecordsContext) =>
  endpoint(listDisposalsOperation, async ({ query: { limit, cursor }, caller }) => {
    const { practiceId, member, requestId } = caller
    insist(member, 'disposal.read')
    records.keys.warm(directoryKeyId(practiceId))
    const [all] = await Promise.all([
      records.disposals.hints(practiceId),
      records.access.add({
        practiceId,
        // No one client: the list as such.
        clientId: 'disposals',
        memberId: member.memberId,
        action: 'disposal.read',
        at: records.now(),
        requestId,
      }),
    ])
    const at = cursor === undefined ? -1 : all.indexOf(cursor)
    if (cursor !== undefined && at < 0) {
      const rule = 'is not in this list any more: begin again'
      throw new Refused('invalid_request', [], [{ field: '/query/cursor', rule }])
    }
    const page = all.slice(at + 1, at + 1 + limit)
    const last = page.at(-1)
    const disposals = await Promise.all(
      page.map(async (clientId) => {
        const [stored, client, listed] = await Promise.all([
          records.disposals.find(practiceId, clientId),
          records.clients.find(practiceId, clientId),
          records.directory.find(practiceId, clientId),
        ])
        // The index is a hint: what was withdrawn or finished since is not there any more.
        if (!stored || !isUnderWay(stored.disposal)) return []
        const facts = client && factsOf(member, client)
        if (!decide(member, 'disposal.read', facts).allowed) return []
        return [await disposalView(records, stored.disposal, { client, listed })]
      }),
    )
    const more = last !== undefined && at + 1 + limit < all.length
    return reply(200, { disposals: disposals.flat(), ...(more && { next: last }) })
  })
