import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { prose } from '../text.ts'
import { GoalMeasure, GoalStatus, Percent } from './plan-words.ts'

/** As it is while somebody types: anything may still be empty or missing. */
const DraftObjective = z.strictObject({
  statement: prose(500),
  targetOn: LocalDate.optional(),
})

const DraftIntervention = z.strictObject({
  technique: prose(200),
  frequency: prose(200),
  by: prose(120),
})

const DraftGoal = z.strictObject({
  statement: prose(500),
  baseline: prose(500),
  targetOn: LocalDate.optional(),
  measure: GoalMeasure.partial()
    .extend({ name: prose(60) })
    .optional(),
  objectives: z.array(DraftObjective).max(10),
  interventions: z.array(DraftIntervention).max(10),
  since: LocalDate.optional(),
  status: GoalStatus.optional(),
  progress: z
    .strictObject({ percent: Percent.optional(), words: prose(500).optional() })
    .optional(),
})

/** What a treatment plan says while it is written. Kept sealed; the diagnoses by their ids. */
export const PlanDraft = z.strictObject({
  from: LocalDate.optional(),
  reviewOn: LocalDate.optional(),
  estimatedEndOn: LocalDate.optional(),
  diagnoses: z.array(ClientThingId).max(12),
  problems: z
    .array(z.strictObject({ statement: prose(500), goals: z.array(DraftGoal).max(10) }))
    .max(10),
  necessity: prose(3000),
  strengths: prose(1000),
  barriers: prose(1000),
  discharge: prose(1000),
  participation: prose(1000),
  agreement: z
    .strictObject({
      by: z.enum(['client', 'representative']).optional(),
      given: z.enum(['in writing', 'by word of mouth', 'refused']).optional(),
      on: LocalDate.optional(),
      remarks: prose(300).optional(),
    })
    .optional(),
})
export type PlanDraft = z.infer<typeof PlanDraft>

/** Before anything was written. */
export const emptyPlan: PlanDraft = {
  diagnoses: [],
  problems: [],
  necessity: '',
  strengths: '',
  barriers: '',
  discharge: '',
  participation: '',
}

/** As it is sealed. */
export const PlanDraftRecord = z.strictObject({
  form: z.literal('noteseal/plan-draft/1'),
  draft: PlanDraft,
})
export type PlanDraftRecord = z.infer<typeof PlanDraftRecord>
