import { listHoldsOperation } from '../../shared/api/retention.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { holdView } from './hold-view.ts'

/** `GET /v1/clients/{clientId}/holds`. */
export const listHolds = (records: RecordsContext) =>
  endpoint(listHoldsOperation, async ({ path: { clientId }, caller }) => {
    const [, holds] = await reachClient(
      records,
      caller,
      { clientId, action: 'hold.read' },
      records.holds.all(caller.practiceId, clientId),
    )
    return reply(200, { holds: holds.map(holdView) })
  })
