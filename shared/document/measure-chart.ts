import type { MeasureSeries } from '../measure/measure-series.ts'
import type { PlanWords } from '../plan/plan-words.ts'
import { folded } from '../text.ts'
import { type Clean, clip, spokenDate } from './document-page.ts'

/** One instrument over time, as `assets/chart.typ` draws it: places are parts of the plot, 0 to 1. */
export interface MeasureChart {
  readonly name: string
  /** `0 to 21, lower is better` */
  readonly range: string
  /** What it shows, for whoever cannot see it. */
  readonly alt: string
  readonly lowest: string
  readonly highest: string
  readonly firstDay: string
  /** Empty where all was measured on one day. */
  readonly lastDay: string
  /** Where a severity begins, from the bottom. */
  readonly bands: readonly { readonly y: number; readonly severity: string }[]
  readonly targets: readonly { readonly y: number; readonly label: string }[]
  readonly points: readonly {
    readonly x: number
    readonly y: number
    /** Empty where there is no room for it. */
    readonly score: string
    /** The PHQ-9’s ninth answer was not 0. */
    readonly selfHarm: boolean
  }[]
}

/** So many scores stand above their points without touching one another. */
const MOST_LABELLED = 12
/** So many points a sentence can name. */
const MOST_NAMED = 24

/**
 * @param targets of goals that name this instrument
 */
export function measureChart(
  { name, lowest, highest, better, bands, points }: MeasureSeries,
  targets: readonly number[],
  clean: Clean,
): MeasureChart {
  const days = points.map(({ takenOn }) => Date.parse(`${takenOn}T00:00:00.000Z`))
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0]
  const across = (day: number) => (last === first ? 0.5 : (day - first) / (last - first))
  const up = (score: number) =>
    Math.min(1, Math.max(0, (score - lowest) / Math.max(highest - lowest, Number.EPSILON)))
  const scores = points.map(({ score }) => score)
  const telling = new Set([
    0,
    points.length - 1,
    scores.indexOf(Math.max(...scores)),
    scores.indexOf(Math.min(...scores)),
  ])
  const range = `${lowest} to ${highest}, ${better} is better`
  return {
    name: clean(name),
    range,
    alt: clean(`${name} over time, ${range}: ${told(points)}.${toward(targets)}`),
    lowest: String(lowest),
    highest: String(highest),
    firstDay: spokenDate(points[0]?.takenOn ?? ''),
    lastDay: last === first ? '' : spokenDate(points.at(-1)?.takenOn ?? ''),
    bands: bands
      .filter(({ from }) => from > lowest)
      .map(({ from, severity }) => ({ y: up(from), severity: clip(clean(severity), 20) })),
    targets: [...new Set(targets)]
      .filter((target) => target >= lowest && target <= highest)
      .map((target) => ({ y: up(target), label: `target ${target}` })),
    points: points.map(({ score, selfHarmAnswer }, i) => ({
      x: across(days[i] ?? first),
      y: up(score),
      score: points.length <= MOST_LABELLED || telling.has(i) ? String(score) : '',
      selfHarm: selfHarmAnswer !== undefined,
    })),
  }
}

/** What the goals of a plan that name an instrument want its score to be. */
export const targetsOf = ({ problems }: PlanWords, name: string): number[] =>
  problems.flatMap(({ goals }) =>
    goals.flatMap(({ measure }) =>
      measure && folded(measure.name) === folded(name) ? [measure.target] : [],
    ),
  )

function told(points: MeasureSeries['points']): string {
  if (points.length <= MOST_NAMED) return points.map(one).join('; ')
  const scores = points.map(({ score }) => score)
  const [first, last] = [points.at(0), points.at(-1)]
  return [
    `${points.length} scores between ${Math.min(...scores)} and ${Math.max(...scores)}`,
    ...(first && last ? [`the first ${one(first)}`, `the last ${one(last)}`] : []),
  ].join('; ')
}

const one = ({ takenOn, score, severity, selfHarmAnswer }: MeasureSeries['points'][number]) =>
  [
    `${score} on ${spokenDate(takenOn)}`,
    ...(severity ? [severity] : []),
    ...(selfHarmAnswer === undefined ? [] : [`item 9 answered ${selfHarmAnswer}`]),
  ].join(', ')

const toward = (targets: readonly number[]) =>
  targets.length === 0 ? '' : ` Target ${[...new Set(targets)].join(' and ')}.`
