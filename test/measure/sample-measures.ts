import { derivedId } from '../../shared/id.ts'
import type { MeasureWords, WholeMeasure } from '../../shared/measure/measure.ts'

/** Made-up measures of nobody, the same in every process. */
const clientId = derivedId('sample client with measures')
const memberId = derivedId('sample member who measures')

export const measureOf = (words: MeasureWords, n = 0): WholeMeasure => ({
  measure: {
    state: 'recorded',
    measureId: `${clientId}.${derivedId(`${n} ${JSON.stringify(words)}`)}`,
    clientId,
    recordedBy: memberId,
    recordedAt: `2026-01-05T10:00:00.${String(n).padStart(3, '0')}Z`,
    version: 1,
  },
  words,
})

export const phq9 = (takenOn: string, answers: readonly number[]): MeasureWords => ({
  instrument: 'PHQ-9',
  answers: [...answers],
  takenOn,
  takenBy: memberId,
})

export const gad7 = (takenOn: string, answers: readonly number[]): MeasureWords => ({
  instrument: 'GAD-7',
  answers: [...answers],
  takenOn,
  takenBy: memberId,
})

/** Answers that sum to a score, the last question 0 unless it cannot be otherwise. */
export const answersFor = (score: number, questions: number): number[] =>
  Array.from({ length: questions }, (_, i) => Math.max(0, Math.min(3, score - 3 * i)))
