import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { DiagnosisCode } from '../session/diagnosis.ts'
import { line, prose } from '../text.ts'

/** Several lines that say something. */
const said = (maximum: number) =>
  prose(maximum).refine((text) => text.trim() !== '', 'is missing: nothing is said')

export const Percent = z.int().min(0).max(100)

/** What of a client's measures shows how far a goal is. */
export const GoalMeasure = z.strictObject({
  /** The instrument's: `PHQ-9`. */
  name: line(60),
  baseline: z.number(),
  target: z.number(),
})
export type GoalMeasure = z.infer<typeof GoalMeasure>

export const GoalStatus = z.enum(['open', 'met', 'stopped'])

export const PlanGoal = z.strictObject({
  statement: said(500),
  /** How it was when the goal was set. */
  baseline: said(500),
  targetOn: LocalDate,
  measure: GoalMeasure.optional(),
  objectives: z
    .array(z.strictObject({ statement: said(500), targetOn: LocalDate.optional() }))
    .min(1)
    .max(10),
  interventions: z
    .array(
      z.strictObject({
        technique: said(200),
        /** With how long a session is: `weekly, 50 minutes`. */
        frequency: said(200),
        /** Who is responsible: `Dr. Weber`, `client, at home`. */
        by: said(120),
      }),
    )
    .min(1)
    .max(10),
  /** Of a goal that an earlier plan had: from when that was. It needs its progress. */
  since: LocalDate.optional(),
  /** Open unless it says otherwise. */
  status: GoalStatus.optional(),
  /** What a review found. */
  progress: z
    .strictObject({ percent: Percent.optional(), words: prose(500).optional() })
    .refine(({ percent, words = '' }) => percent !== undefined || words.trim() !== '', {
      path: ['words'],
      message: 'is missing: nothing is said, and no percent',
    })
    .optional(),
})
export type PlanGoal = z.infer<typeof PlanGoal>

/** A diagnosis as it was when the plan was signed. */
export const PlannedDiagnosis = z.strictObject({
  code: DiagnosisCode,
  label: line(200),
  since: LocalDate,
  principal: z.literal(true).optional(),
})
export type PlannedDiagnosis = z.infer<typeof PlannedDiagnosis>

/** What a signed treatment plan says: problem → goal → objective and intervention. */
export const PlanWords = z
  .strictObject({
    from: LocalDate,
    reviewOn: LocalDate,
    estimatedEndOn: LocalDate,
    diagnoses: z.array(PlannedDiagnosis).min(1).max(12),
    problems: z
      .array(z.strictObject({ statement: said(500), goals: z.array(PlanGoal).min(1).max(10) }))
      .min(1)
      .max(10),
    /** Why it is needed: symptoms, and what the client cannot do for them. */
    necessity: said(3000),
    strengths: prose(1000),
    barriers: prose(1000),
    /** By what it will be seen that treatment can end. */
    discharge: prose(1000),
    /** How the client took part in making it. */
    participation: said(1000),
    agreement: z.strictObject({
      by: z.enum(['client', 'representative']),
      given: z.enum(['in writing', 'by word of mouth', 'refused']),
      on: LocalDate,
      remarks: prose(300).optional(),
    }),
  })
  .refine(({ from, reviewOn }) => reviewOn > from, {
    path: ['reviewOn'],
    message: 'must be after from',
  })
  .refine(({ from, estimatedEndOn }) => estimatedEndOn >= from, {
    path: ['estimatedEndOn'],
    message: 'must not be before from',
  })
export type PlanWords = z.infer<typeof PlanWords>
