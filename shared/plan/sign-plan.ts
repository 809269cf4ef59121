import type { Demographics } from '../client/demographics.ts'
import { part2StatementFor } from '../client/part-2.ts'
import type { WholeDiagnosis } from '../diagnosis/recorded-diagnosis.ts'
import type { WholeMeasure } from '../measure/measure.ts'
import { type MeasureSeries, seriesOf } from '../measure/measure-series.ts'
import { clientOnTheDay, practiceOnTheDay } from '../note/on-the-day.ts'
import type { Unsigned } from '../note/signed-form.ts'
import { intentOf, type Signing } from '../note/signer.ts'
import type { Settings } from '../practice/settings.ts'
import { Refused } from '../refused.ts'
import { folded } from '../text.ts'
import { completePlan } from './complete-plan.ts'
import type { PlanDraft } from './plan-draft.ts'
import { insistOnDraft } from './plan-final.ts'
import { planStatement } from './plan-statement.ts'
import type { PlanWords } from './plan-words.ts'
import type { SignedPlan } from './signed-plan.ts'
import type { PlanIn, TreatmentPlan } from './treatment-plan.ts'

/** All that a plan says when it is signed, beside the draft itself. */
export interface AroundPlan {
  readonly practice: Settings
  readonly demographics: Demographics
  readonly diagnoses: readonly WholeDiagnosis[]
  readonly measures: readonly WholeMeasure[]
  /** All of the client's plans. */
  readonly plans: readonly TreatmentPlan[]
}

/** What the author says in signing. */
export interface PlanSigning extends Signing {
  /** The version that the author has before them. */
  readonly version: number
}

/**
 * Signs a plan: what it says and rests on is frozen as it is now, and the plan that was in force until
 * then is superseded.
 *
 * @throws Refused `author_required`, `stale_revision`, `plan_not_draft`, `statement_not_accepted`,
 * `plan_incomplete` with every field that is missing
 */
export function signPlan(
  plan: TreatmentPlan,
  draft: PlanDraft,
  { practice, demographics, diagnoses, measures, plans }: AroundPlan,
  act: PlanSigning,
): {
  form: Unsigned<SignedPlan>
  signed: PlanIn<'signed'>
  superseded:
    | { readonly before: PlanIn<'signed'>; readonly after: PlanIn<'superseded'> }
    | undefined
} {
  const { planId, version } = plan
  if (plan.authorId !== act.signer.memberId) throw new Refused('author_required', [planId])
  if (version !== act.version) throw new Refused('stale_revision', [`"${version}"`])
  insistOnDraft(plan)
  const signature = intentOf('author', act, planStatement)
  const words = completePlan(planId, draft, diagnoses)
  const { from, reviewOn, estimatedEndOn } = words
  const former = plans.find((each) => each.state === 'signed')
  const part2 = part2StatementFor(practice, demographics)
  return {
    form: {
      form: 'noteseal/signed-plan/1',
      planId,
      practice: practiceOnTheDay(practice),
      client: clientOnTheDay(plan.clientId, demographics),
      plan: words,
      measures: ofItsGoals(words, seriesOf(measures)),
      ...(former && { former: { planId: former.planId, from: former.from } }),
      written: { openedAt: plan.openedAt, lastSavedAt: plan.savedAt ?? plan.openedAt },
      ...(part2 && { part2 }),
      signature,
    },
    signed: {
      ...plan,
      state: 'signed',
      version: version + 1,
      signedAt: act.signedAt,
      from,
      reviewOn,
      estimatedEndOn,
    },
    superseded: former && {
      before: former,
      after: {
        ...former,
        state: 'superseded',
        supersededAt: act.signedAt,
        supersededBy: planId,
        version: former.version + 1,
      },
    },
  }
}

function ofItsGoals({ problems }: PlanWords, series: readonly MeasureSeries[]): MeasureSeries[] {
  const named = new Set(
    problems.flatMap(({ goals }) =>
      goals.flatMap(({ measure }) => (measure ? [folded(measure.name)] : [])),
    ),
  )
  return series.filter(({ name }) => named.has(folded(name)))
}
