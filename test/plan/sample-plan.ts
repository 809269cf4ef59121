import type { WholeDiagnosis } from '../../shared/diagnosis/recorded-diagnosis.ts'
import { newId } from '../../shared/id.ts'
import type { PlanDraft } from '../../shared/plan/plan-draft.ts'
import type { AroundPlan, PlanSigning } from '../../shared/plan/sign-plan.ts'
import type { PlanIn } from '../../shared/plan/treatment-plan.ts'
import { defaultLateRule } from '../../shared/practice/settings.ts'
import { defaultRetentionPolicy } from '../../shared/retention/policy.ts'
import { answersFor, gad7, measureOf } from '../measure/sample-measures.ts'

/** A plan that lacks nothing. Nobody in it lives. */

const clientId = newId()
const practiceId = newId()
export const authorId = newId()

export const diagnosisOf = (
  code: string,
  more: Partial<WholeDiagnosis['words']> = {},
): WholeDiagnosis => ({
  diagnosis: {
    diagnosisId: `${clientId}.${newId()}`,
    clientId,
    recordedBy: authorId,
    recordedAt: '2026-01-05T10:00:00.000Z',
    version: 1,
  },
  words: { code, label: 'as we call it', since: '2026-01-05', ...more },
})

export const worry = diagnosisOf('F41.1', { label: 'Generalized anxiety', principal: true })

export const draftOf = (change: Partial<PlanDraft> = {}): PlanDraft => ({
  from: '2026-01-12',
  reviewOn: '2026-04-12',
  estimatedEndOn: '2026-10-12',
  diagnoses: [worry.diagnosis.diagnosisId],
  problems: [
    {
      statement: 'Worry keeps the client awake and from finishing work.',
      goals: [
        {
          statement: 'Fall asleep within 30 minutes on five nights a week',
          baseline: 'Two nights a week',
          targetOn: '2026-04-12',
          measure: { name: 'GAD-7', baseline: 14, target: 7 },
          objectives: [{ statement: 'Keep a worry diary on five days a week' }],
          interventions: [
            { technique: 'Stimulus control', frequency: 'weekly, 50 minutes', by: 'Dr. Baker' },
          ],
        },
      ],
    },
  ],
  necessity: 'Sleeps four hours a night and was late to work eleven times in December.',
  strengths: 'Keeps appointments; a supportive sister.',
  barriers: '',
  discharge: 'GAD-7 below 5 twice, four weeks apart.',
  participation: 'Chose the goal and its words.',
  agreement: { by: 'client', given: 'in writing', on: '2026-01-12' },
  ...change,
})

export const plan: PlanIn<'draft'> = {
  state: 'draft',
  planId: `${clientId}.${newId()}`,
  practiceId,
  clientId,
  authorId,
  version: 3,
  revision: 3,
  openedAt: '2026-01-12T15:00:00.000Z',
  savedAt: '2026-01-12T15:20:00.000Z',
}

export const around: AroundPlan = {
  practice: {
    practiceId,
    name: 'North',
    address: ['1 Test Street'],
    zone: 'America/New_York',
    paper: 'us-letter',
    lateRule: defaultLateRule,
    digestHour: 7,
    coSignatureWithinHours: 72,
    retention: defaultRetentionPolicy,
    version: 1,
  },
  demographics: { name: { given: 'Zoë', family: 'Łukasiewicz' }, birthDate: '1987-11-23' },
  diagnoses: [worry],
  measures: [measureOf(gad7('2026-01-05', answersFor(14, 7)))],
  plans: [plan],
}

export const act: PlanSigning = {
  signer: { memberId: authorId, name: 'Dr. Baker', credentials: 'PhD' },
  signedAt: '2026-01-12T15:30:00.000Z',
  statementVersion: 'plan/1',
  signInMethod: 'password and one-time code',
  keyArn: 'arn:aws:kms:us-east-1:111122223333:key/x',
  version: 3,
}
