import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { line } from '../text.ts'
import { instruments, MOST_PER_ANSWER } from './instrument.ts'

const taken = {
  takenOn: LocalDate,
  /** The member who took it. */
  takenBy: Id,
}

const answers = (questions: number) =>
  z.array(z.int().min(0).max(MOST_PER_ANSWER)).length(questions)

/** What a measure says: answers where we may score them, otherwise a score. Sealed as a whole. */
export const MeasureWords = z.discriminatedUnion('instrument', [
  z.strictObject({
    instrument: z.literal('PHQ-9'),
    answers: answers(instruments['PHQ-9'].questions),
    ...taken,
  }),
  z.strictObject({
    instrument: z.literal('GAD-7'),
    answers: answers(instruments['GAD-7'].questions),
    ...taken,
  }),
  z
    .strictObject({
      instrument: z.literal('other'),
      /** Its name alone: no word of a questionnaire that belongs to somebody. */
      name: line(60).refine(
        (name) => !(name.toUpperCase() in instruments),
        'has to have its answers',
      ),
      score: z.number(),
      lowest: z.number(),
      highest: z.number(),
      /** Which way is progress. */
      better: z.enum(['lower', 'higher']),
      ...taken,
    })
    .refine(({ lowest, highest }) => lowest < highest, {
      path: ['highest'],
      message: 'must be above lowest',
    })
    .refine(({ score, lowest, highest }) => score >= lowest && score <= highest, {
      path: ['score'],
      message: 'must be within lowest and highest',
    }),
])
export type MeasureWords = z.infer<typeof MeasureWords>

const recorded = {
  measureId: ClientThingId,
  clientId: Id,
  recordedBy: Id,
  recordedAt: Instant,
  version: z.int().positive(),
}

/** What is known of a measure openly. One that was wrong is marked, once and for good, never changed. */
export const Measure = z.discriminatedUnion('state', [
  z.object({ ...recorded, state: z.literal('recorded') }),
  z.object({
    ...recorded,
    state: z.literal('entered-in-error'),
    enteredInErrorAt: Instant,
    enteredInErrorBy: Id,
    /** What stands in its place. */
    correctedBy: ClientThingId.optional(),
  }),
])
export type Measure = z.infer<typeof Measure>

/** A measure with what it says. */
export interface WholeMeasure {
  readonly measure: Measure
  readonly words: MeasureWords
}

/** As a measure is sealed. The ledger commits to all but the nonce. */
export const MeasureRecord = z.strictObject({
  form: z.literal('noteseal/measure/1'),
  measureId: ClientThingId,
  words: MeasureWords,
  nonce: z.base64(),
})
export type MeasureRecord = z.infer<typeof MeasureRecord>

/** Why it was wrong, in words: sealed beside it. */
export const MeasureErrorRecord = z.strictObject({
  form: z.literal('noteseal/measure-in-error/1'),
  measureId: ClientThingId,
  reason: z.string(),
  nonce: z.base64(),
})
export type MeasureErrorRecord = z.infer<typeof MeasureErrorRecord>
