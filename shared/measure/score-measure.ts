import { z } from 'zod'
import { instruments, MOST_PER_ANSWER } from './instrument.ts'
import type { MeasureWords } from './measure.ts'

/** What a measure comes to. */
export const MeasureScore = z.object({
  /** Of the instrument: `PHQ-9`. */
  name: z.string(),
  score: z.number(),
  lowest: z.number(),
  highest: z.number(),
  better: z.enum(['lower', 'higher']),
  /** Only of an instrument whose bands are known. */
  severity: z.string().optional(),
  /** The answer to the PHQ-9's ninth question, on thoughts of death or self-harm, where it is not 0. */
  selfHarmAnswer: z.int().min(1).max(MOST_PER_ANSWER).optional(),
})
export type MeasureScore = z.infer<typeof MeasureScore>

/** Scores answers by the instrument's own manual: their sum, and the band that it falls in. */
export function scoreMeasure(words: MeasureWords): MeasureScore {
  if (words.instrument === 'other') {
    const { name, score, lowest, highest, better } = words
    return { name, score, lowest, highest, better }
  }
  const { instrument, answers } = words
  const { questions, bands } = instruments[instrument]
  const score = answers.reduce((sum, answer) => sum + answer, 0)
  const selfHarmAnswer = instrument === 'PHQ-9' ? answers[8] : undefined
  return {
    name: instrument,
    score,
    lowest: 0,
    highest: questions * MOST_PER_ANSWER,
    better: 'lower',
    severity: bands.findLast(({ from }) => score >= from)?.severity ?? '',
    ...(selfHarmAnswer && { selfHarmAnswer }),
  }
}
