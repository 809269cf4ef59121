import { savePlanOperation } from '../../shared/api/plans.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { insistOnDraft } from '../../shared/plan/plan-final.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'
import { reachPlan } from './reach-plan.ts'

/** `PUT /v1/plans/{planId}/draft`. What is typed is no event of the ledger yet: what is signed is. */
export const savePlan = (records: RecordsContext) =>
  endpoint(
    savePlanOperation,
    async ({ path: { planId }, body, caller, ifMatch }) => {
      const { stored } = await reachPlan(records, caller, { planId, action: 'plan.save' })
      const { plan } = stored
      const stale = (version: unknown): never => {
        throw new Refused('stale_revision', [`"${version}"`])
      }
      insistOnDraft(plan)
      if (plan.version !== ifMatch) return stale(plan.version)
      const version = ifMatch + 1
      const after = { ...plan, version, revision: version, savedAt: records.now() }
      await records.records.commit([
        await records.plans.save(plan, after, body, (standing) => stale(standing?.['version'])),
      ])
      return reply(200, { plan: after, draft: body }, { version })
    },
    async ({ path: { planId }, body, caller: { practiceId, member }, ifMatch }) => {
      const stored = await records.plans.find(practiceId, planId)
      if (stored?.plan.state !== 'draft' || stored.plan.version !== ifMatch + 1) return undefined
      const { plan } = stored
      if (plan.authorId !== member.memberId) return undefined
      const draft = await records.plans.openDraft(plan, stored.sealed)
      return sameJson(draft, body)
        ? reply(200, { plan, draft }, { version: plan.version })
        : undefined
    },
  )
