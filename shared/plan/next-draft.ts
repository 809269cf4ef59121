import type { ClientThingId } from '../id.ts'
import { emptyPlan, type PlanDraft } from './plan-draft.ts'
import type { PlanGoal } from './plan-words.ts'
import type { SignedPlan } from './signed-plan.ts'

/**
 * What a new plan begins with: nothing, or what the plan in force says, to be reviewed. Goals that were
 * met or stopped are not carried on; the others need their progress before the next is signed. Dates
 * and agreement are the new plan's own.
 *
 * @param active the client's diagnoses now
 */
export function nextDraft(
  former: SignedPlan | undefined,
  active: readonly { readonly diagnosisId: ClientThingId }[],
): PlanDraft {
  const diagnoses = active.map(({ diagnosisId }) => diagnosisId).slice(0, 12)
  if (!former) return { ...emptyPlan, diagnoses }
  const { problems, necessity, strengths, barriers, discharge, from } = former.plan
  return {
    ...emptyPlan,
    diagnoses,
    problems: problems
      .map(({ statement, goals }) => ({
        statement,
        goals: goals.filter(isOpen).map((goal) => carriedOn(goal, from)),
      }))
      .filter(({ goals }) => goals.length > 0),
    necessity,
    strengths,
    barriers,
    discharge,
  }
}

const isOpen = ({ status = 'open' }: PlanGoal) => status === 'open'

const carriedOn = ({ progress: _progress, ...goal }: PlanGoal, from: string) => ({
  ...goal,
  since: goal.since ?? from,
})
