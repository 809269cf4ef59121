import { Refused } from '../refused.ts'
import type { PlanIn, TreatmentPlan } from './treatment-plan.ts'

/** @throws Refused `plan_not_draft`: what is signed, or over, is changed by the next plan */
export function insistOnDraft(plan: TreatmentPlan): asserts plan is PlanIn<'draft'> {
  if (plan.state !== 'draft') throw new Refused('plan_not_draft', [plan.planId])
}
