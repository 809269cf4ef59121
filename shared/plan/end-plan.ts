import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { PlanIn, TreatmentPlan } from './treatment-plan.ts'

/**
 * Ends the plan in force, or discards a draft that comes to nothing.
 *
 * @throws Refused `stale_revision`, `plan_over`
 */
export function endPlan(
  plan: TreatmentPlan,
  { memberId, at, version }: { memberId: Id; at: Instant; version: number },
): PlanIn<'ended' | 'discarded'> {
  if (plan.version !== version) throw new Refused('stale_revision', [`"${plan.version}"`])
  const ended = { endedAt: at, endedBy: memberId, version: version + 1 }
  switch (plan.state) {
    case 'draft':
      return { ...plan, ...ended, state: 'discarded' }
    case 'signed':
      return { ...plan, ...ended, state: 'ended' }
    default:
      throw new Refused('plan_over', [plan.planId])
  }
}
