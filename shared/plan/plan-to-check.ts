import { localDate } from '../clock.ts'
import type { PlanToCheck } from '../preflight/material.ts'
import type { SignedPlan } from './signed-plan.ts'
import type { TreatmentPlan } from './treatment-plan.ts'

/**
 * A signed plan as notes are held against it. A plan guides nothing before it is signed, whatever day it
 * names; one that was ended does so to its last day, and one that was superseded until the next begins.
 */
export function planToCheck(
  { plan, practice, signature }: SignedPlan,
  as: TreatmentPlan,
): PlanToCheck {
  const signedOn = localDate(signature.signedAt, practice.zone)
  const { from, reviewOn, diagnoses, problems } = plan
  const early = from < signedOn
  return {
    from: early ? signedOn : from,
    reviewOn,
    ...(as.state === 'ended' && { until: localDate(as.endedAt, practice.zone) }),
    diagnoses,
    problems,
  }
}
