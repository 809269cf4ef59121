import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { folded } from '../text.ts'
import { type InstrumentName, instruments } from './instrument.ts'
import type { WholeMeasure } from './measure.ts'
import { scoreMeasure } from './score-measure.ts'

/** One instrument's scores over time, the oldest first: what a chart shows. */
export const MeasureSeries = z.object({
  name: z.string(),
  lowest: z.number(),
  highest: z.number(),
  better: z.enum(['lower', 'higher']),
  /** Where each severity begins; empty of an instrument whose bands are not known. */
  bands: z.array(z.object({ from: z.number(), severity: z.string() })),
  points: z
    .array(
      z.object({
        measureId: ClientThingId,
        takenOn: LocalDate,
        score: z.number(),
        severity: z.string().optional(),
        selfHarmAnswer: z.int().optional(),
      }),
    )
    .min(1),
})
export type MeasureSeries = z.infer<typeof MeasureSeries>

/**
 * A client's measures by instrument, without those that were entered in error. An instrument is known
 * by its name and range: what was measured on another scale is another series.
 */
export function seriesOf(measures: readonly WholeMeasure[]): MeasureSeries[] {
  const right = measures
    .filter(({ measure }) => measure.state === 'recorded')
    .toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)))
  const scored = right.map(({ measure, words }) => ({
    measureId: measure.measureId,
    takenOn: words.takenOn,
    ...scoreMeasure(words),
  }))
  const byInstrument = Map.groupBy(scored, ({ name, lowest, highest, better }) =>
    JSON.stringify([folded(name), lowest, highest, better]),
  )
  return [...byInstrument.values()].flatMap((all): MeasureSeries[] => {
    const newest = all.at(-1)
    if (!newest) return []
    const { name, lowest, highest, better } = newest
    return [
      {
        name,
        lowest,
        highest,
        better,
        bands: name in instruments ? [...instruments[name as InstrumentName].bands] : [],
        points: all.map(({ measureId, takenOn, score, severity, selfHarmAnswer }) => ({
          measureId,
          takenOn,
          score,
          ...(severity !== undefined && { severity }),
          ...(selfHarmAnswer !== undefined && { selfHarmAnswer }),
        })),
      },
    ]
  })
}

const placeOf = ({ measure, words }: WholeMeasure) =>
  `${words.takenOn} ${measure.recordedAt} ${measure.measureId}`
