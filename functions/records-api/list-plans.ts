import { listPlansOperation } from '../../shared/api/plans.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}/plans`. Nothing is opened. */
export const listPlans = (records: RecordsContext) =>
  endpoint(listPlansOperation, async ({ path: { clientId }, caller }) => {
    const [, { plans }] = await reachClient(
      records,
      caller,
      { clientId, action: 'plan.list' },
      records.plans.all(caller.practiceId, clientId),
    )
    return reply(200, { plans: plans.map(({ plan }) => plan) })
  })
