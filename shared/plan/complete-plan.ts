import { activeDiagnoses } from '../diagnosis/diagnosis-list.ts'
import type { WholeDiagnosis } from '../diagnosis/recorded-diagnosis.ts'
import type { ClientThingId } from '../id.ts'
import { type FieldFault, Refused } from '../refused.ts'
import type { PlanDraft } from './plan-draft.ts'
import { PlanWords } from './plan-words.ts'

/**
 * What a draft says, if it says all that a plan must: the diagnoses as they are now.
 *
 * @throws Refused `plan_incomplete` with every field that is missing, as a pointer into the draft
 */
export function completePlan(
  planId: ClientThingId,
  draft: PlanDraft,
  diagnoses: readonly WholeDiagnosis[],
): PlanWords {
  const active = new Map(
    activeDiagnoses(diagnoses).map((each) => [each.diagnosis.diagnosisId, each.words]),
  )
  const chosen = draft.diagnoses.map((id) => active.get(id))
  const unknown = chosen.flatMap((words, i): FieldFault[] =>
    words ? [] : [{ field: `/diagnoses/${i}`, rule: 'is none of the client’s diagnoses now' }],
  )
  const words = PlanWords.safeParse({
    ...draft,
    diagnoses: chosen,
  })
  const faults = [
    ...unknown,
    ...(words.error?.issues ?? [])
      .map(
        ({ path, code, message }): FieldFault => ({
          field: `/${path.join('/')}`,
          rule:
            code === 'invalid_type' || code === 'invalid_value'
              ? 'is missing'
              : ruleOf(code, message),
        }),
      )
      .filter(({ field }) => !unknown.some((known) => field === known.field)),
    ...unreviewed(draft),
  ]
  if (faults.length > 0 || !words.success) throw new Refused('plan_incomplete', [planId], faults)
  return words.data
}

/** The schema's own words where it has them; zod's of what is too short name no rule of ours. */
const ruleOf = (code: string, message: string) =>
  code === 'too_small' ? 'is missing: there is none' : message

/** A goal that an earlier plan had says how far it has come: that is what a review is. */
const unreviewed = ({ problems }: PlanDraft): FieldFault[] =>
  problems.flatMap(({ goals }, problem) =>
    goals.flatMap(({ since, progress }, goal): FieldFault[] =>
      since !== undefined && progress === undefined
        ? [
            {
              field: `/problems/${problem}/goals/${goal}/progress`,
              rule: 'is missing: an earlier plan had this goal',
            },
          ]
        : [],
    ),
  )
