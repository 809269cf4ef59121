import { readPlanOperation } from '../../shared/api/plans.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { planView } from './plan-view.ts'
import { reachPlan } from './reach-plan.ts'

/** `GET /v1/plans/{planId}`. */
export const readPlan = (records: RecordsContext) =>
  endpoint(readPlanOperation, async ({ path: { planId }, caller }) => {
    const { stored } = await reachPlan(records, caller, { planId, action: 'plan.read' })
    const { version } = stored.plan
    return reply(200, await planView(records.plans, stored), { version })
  })
