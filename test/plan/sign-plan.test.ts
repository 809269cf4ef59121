import { describe, expect, it } from 'vitest'
import { newId } from '../../shared/id.ts'
import { endPlan } from '../../shared/plan/end-plan.ts'
import { nextDraft } from '../../shared/plan/next-draft.ts'
import type { PlanDraft } from '../../shared/plan/plan-draft.ts'
import { planToCheck } from '../../shared/plan/plan-to-check.ts'
import { type AroundPlan, type PlanSigning, signPlan } from '../../shared/plan/sign-plan.ts'
import type { SignedPlan } from '../../shared/plan/signed-plan.ts'
import type { TreatmentPlan } from '../../shared/plan/treatment-plan.ts'
import { planInForce } from '../../shared/preflight/material.ts'
import { Refused } from '../../shared/refused.ts'
import { answersFor, measureOf, phq9 } from '../measure/sample-measures.ts'
import { act, around, diagnosisOf, draftOf, plan, worry } from './sample-plan.ts'

const sign = (
  change: Partial<PlanDraft> = {},
  with_: Partial<AroundPlan> = {},
  by: Partial<PlanSigning> = {},
  of: TreatmentPlan = plan,
) => signPlan(of, draftOf(change), { ...around, ...with_ }, { ...act, ...by })

/** As it is sealed: what KMS and the ledger add says nothing here. */
const formOf = (signed: ReturnType<typeof sign>): SignedPlan => ({
  ...signed.form,
  signature: { ...signed.form.signature, commitment: '', value: '' },
  ledger: { chain: 'c', seq: 1 },
  nonce: '',
})

const refusalOf = (deed: () => unknown): Refused => {
  try {
    deed()
  } catch (error) {
    if (error instanceof Refused) return error
  }
  throw new Error('was not refused')
}

const faultsOf = (change: Partial<PlanDraft>, with_?: Partial<AroundPlan>) => {
  const { code, fields } = refusalOf(() => sign(change, with_))
  expect(code).toBe('plan_incomplete')
  return fields.map(({ field }) => field)
}

describe('a signed plan', () => {
  it('has every fact as it stands at signing', () => {
    const { form, signed, superseded } = sign()
    expect(form).toMatchObject({
      client: { name: 'Zoë Łukasiewicz' },
      practice: { name: 'North' },
      plan: {
        diagnoses: [{ code: 'F41.1', label: 'Generalized anxiety', principal: true }],
        reviewOn: '2026-04-12',
      },
      measures: [{ name: 'GAD-7', points: [{ score: 14, severity: 'moderate' }] }],
      signature: { meaning: 'author', statementVersion: 'plan/1' },
    })
    expect(signed).toMatchObject({ state: 'signed', version: 4, reviewOn: '2026-04-12' })
    expect(superseded).toBeUndefined()
  })

  it('shows no measures but those that its goals name', () => {
    const others = [...around.measures, measureOf(phq9('2026-01-05', answersFor(9, 9)))]
    expect(sign({}, { measures: others }).form.measures.map(({ name }) => name)).toEqual(['GAD-7'])
  })

  it('supersedes the one before it', () => {
    const former = sign().signed
    const next = { ...plan, planId: `${plan.clientId}.${newId()}`, reviews: former.planId }
    const { superseded, form } = sign({}, { plans: [former, next] }, {}, next)
    expect(superseded?.after).toMatchObject({
      planId: former.planId,
      state: 'superseded',
      supersededBy: next.planId,
      version: former.version + 1,
    })
    expect(form.former).toEqual({ planId: former.planId, from: '2026-01-12' })
  })
})

describe('a plan is not signed', () => {
  it.each<[string, Partial<PlanSigning>, string]>([
    [
      'by another than its author',
      { signer: { ...act.signer, memberId: newId() } },
      'author_required',
    ],
    ['at a version that is not its newest', { version: 2 }, 'stale_revision'],
    ['under other words', { statementVersion: 'author/1' }, 'statement_not_accepted'],
  ])('%s', (_how, by, code) => {
    expect(refusalOf(() => sign({}, {}, by)).code).toBe(code)
  })

  it('twice', () => {
    const { signed } = sign()
    expect(refusalOf(() => sign({}, {}, { version: 4 }, signed)).code).toBe('plan_not_draft')
  })

  const [problem] = draftOf().problems
  const [goal] = problem?.goals ?? []
  const withGoal = (change: object): Partial<PlanDraft> => ({
    problems: [{ statement: 'Worry', goals: [{ ...goal, ...change } as never] }],
  })
  it.each<[string, Partial<PlanDraft>, string]>([
    ['a problem', { problems: [] }, '/problems'],
    ['a goal', { problems: [{ statement: 'Worry', goals: [] }] }, '/problems/0/goals'],
    ['what the goal is', withGoal({ statement: ' ' }), '/problems/0/goals/0/statement'],
    ['a baseline', withGoal({ baseline: '' }), '/problems/0/goals/0/baseline'],
    ['a target date', withGoal({ targetOn: undefined }), '/problems/0/goals/0/targetOn'],
    ['an objective', withGoal({ objectives: [] }), '/problems/0/goals/0/objectives'],
    ['an intervention', withGoal({ interventions: [] }), '/problems/0/goals/0/interventions'],
    [
      'the target of a measure',
      withGoal({ measure: { name: 'GAD-7', baseline: 14 } }),
      '/problems/0/goals/0/measure/target',
    ],
    [
      'the progress of an earlier goal',
      withGoal({ since: '2025-10-01' }),
      '/problems/0/goals/0/progress',
    ],
    ['a review date', { reviewOn: undefined }, '/reviewOn'],
    ['a review after it begins', { reviewOn: '2026-01-12' }, '/reviewOn'],
    ['an estimated end', { estimatedEndOn: undefined }, '/estimatedEndOn'],
    ['medical necessity', { necessity: '\n' }, '/necessity'],
    ['how the client took part', { participation: '' }, '/participation'],
    ['the client’s agreement', { agreement: undefined }, '/agreement'],
    [
      'whether the client agreed',
      { agreement: { by: 'client', on: '2026-01-12' } },
      '/agreement/given',
    ],
    ['a diagnosis', { diagnoses: [] }, '/diagnoses'],
  ])('without %s', (_what, change, field) => {
    expect(faultsOf(change)).toEqual([field])
  })

  it('for a diagnosis that is resolved, or another client’s', () => {
    const gone = diagnosisOf('F33.1', { resolvedOn: '2026-01-10' })
    const ids = [worry, gone, diagnosisOf('F32.0')].map((it) => it.diagnosis.diagnosisId)
    expect(faultsOf({ diagnoses: ids }, { diagnoses: [worry, gone] })).toEqual([
      '/diagnoses/1',
      '/diagnoses/2',
    ])
  })

  it('until all is there, and says all that is not', () => {
    expect(faultsOf({ problems: [], necessity: '', agreement: undefined })).toEqual([
      '/problems',
      '/necessity',
      '/agreement',
    ])
  })
})

describe('the next plan', () => {
  const active = [worry.diagnosis]

  it('begins with the goals of the one in force, to be reviewed', () => {
    const { problems, reviewOn, agreement, diagnoses } = nextDraft(formOf(sign()), active)
    expect(problems[0]?.goals[0]).toMatchObject({
      since: '2026-01-12',
      baseline: 'Two nights a week',
    })
    expect({ reviewOn, agreement, diagnoses }).toEqual({
      reviewOn: undefined,
      agreement: undefined,
      diagnoses: [worry.diagnosis.diagnosisId],
    })
    expect(faultsOf({ problems })).toEqual(['/problems/0/goals/0/progress'])
  })

  it('leaves out goals that were met, and problems with none left', () => {
    const [problem] = draftOf().problems
    const [goal] = problem?.goals ?? []
    if (!problem || !goal) throw new Error('no goal')
    const met = { ...goal, status: 'met' as const, progress: { percent: 100 } }
    const former = formOf(
      sign({
        problems: [
          { ...problem, goals: [met, goal] },
          { ...problem, goals: [met] },
        ],
      }),
    )
    expect(nextDraft(former, active).problems.map(({ goals }) => goals.length)).toEqual([1])
  })

  it('begins empty where there is none', () => {
    expect(nextDraft(undefined, active)).toMatchObject({
      problems: [],
      diagnoses: [active[0]?.diagnosisId],
    })
  })
})

describe('a plan in force', () => {
  const { signed } = sign()
  const form = formOf(sign())

  it('guides nothing before it was signed, whatever day it names', () => {
    const early = formOf(sign({ from: '2026-01-02' }))
    expect(planToCheck(early, signed).from).toBe('2026-01-12')
    expect(planInForce([planToCheck(early, signed)], '2026-01-11')).toBeUndefined()
  })

  it('is over after the day on which it was ended', () => {
    const at = '2026-03-02T16:00:00.000Z'
    const ended = endPlan(signed, { memberId: act.signer.memberId, at, version: 4 })
    expect(ended.state).toBe('ended')
    const plans = [planToCheck(form, ended)]
    expect(planInForce(plans, '2026-03-02')).toBeDefined()
    expect(planInForce(plans, '2026-03-03')).toBeUndefined()
  })

  it('is ended once, and a draft is discarded', () => {
    const by = { memberId: act.signer.memberId, at: '2026-03-02T16:00:00.000Z' }
    expect(endPlan(plan, { ...by, version: 3 }).state).toBe('discarded')
    const ended = endPlan(signed, { ...by, version: 4 })
    expect(refusalOf(() => endPlan(ended, { ...by, version: 5 })).code).toBe('plan_over')
    expect(refusalOf(() => endPlan(ended, { ...by, version: 4 })).code).toBe('stale_revision')
  })
})
