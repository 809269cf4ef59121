import { describe, expect, it } from 'vitest'
import { newId } from '../../shared/id.ts'
import { enterMeasureInError } from '../../shared/measure/enter-measure-in-error.ts'
import { MeasureWords } from '../../shared/measure/measure.ts'
import { seriesOf } from '../../shared/measure/measure-series.ts'
import { scoreMeasure } from '../../shared/measure/score-measure.ts'
import { answersFor, gad7, measureOf, phq9 } from './sample-measures.ts'

const day = '2026-01-05'

describe('a measure’s score', () => {
  it.each([
    [0, 'minimal'],
    [4, 'minimal'],
    [5, 'mild'],
    [9, 'mild'],
    [10, 'moderate'],
    [14, 'moderate'],
    [15, 'moderately severe'],
    [19, 'moderately severe'],
    [20, 'severe'],
    [27, 'severe'],
  ])('of a PHQ-9 that sums to %i is %s', (score, severity) => {
    expect(scoreMeasure(phq9(day, answersFor(score, 9)))).toMatchObject({
      name: 'PHQ-9',
      score,
      highest: 27,
      severity,
    })
  })

  it.each([
    [0, 'minimal'],
    [4, 'minimal'],
    [5, 'mild'],
    [9, 'mild'],
    [10, 'moderate'],
    [14, 'moderate'],
    [15, 'severe'],
    [21, 'severe'],
  ])('of a GAD-7 that sums to %i is %s', (score, severity) => {
    expect(scoreMeasure(gad7(day, answersFor(score, 7)))).toMatchObject({
      name: 'GAD-7',
      score,
      highest: 21,
      severity,
    })
  })

  it('tells of the PHQ-9’s ninth answer, unless it is 0, however low the sum', () => {
    const flagged = scoreMeasure(phq9(day, [0, 0, 0, 0, 0, 0, 0, 0, 1]))
    expect(flagged).toMatchObject({ score: 1, severity: 'minimal', selfHarmAnswer: 1 })
    expect(scoreMeasure(phq9(day, [3, 3, 3, 3, 3, 3, 3, 3, 0]))).not.toHaveProperty(
      'selfHarmAnswer',
    )
  })

  it('of another instrument is what was said, in no band', () => {
    const words: MeasureWords = {
      instrument: 'other',
      name: 'PCL-5',
      score: 41,
      lowest: 0,
      highest: 80,
      better: 'lower',
      takenOn: day,
      takenBy: newId(),
    }
    expect(scoreMeasure(words)).toEqual({
      name: 'PCL-5',
      score: 41,
      lowest: 0,
      highest: 80,
      better: 'lower',
    })
  })
})

describe('a measure is refused', () => {
  const other = {
    instrument: 'other',
    name: 'PCL-5',
    score: 41,
    lowest: 0,
    highest: 80,
    better: 'lower',
    takenOn: day,
    takenBy: newId(),
  }
  it.each([
    ['an answer too few', { ...phq9(day, answersFor(9, 8)) }],
    ['an answer above 3', phq9(day, [4, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['half an answer', gad7(day, [0.5, 0, 0, 0, 0, 0, 0])],
    ['a score outside its range', { ...other, score: 81 }],
    ['a range upside down', { ...other, lowest: 90 }],
    ['a PHQ-9 without its answers', { ...other, name: 'phq-9' }],
    ['words of the instrument', { ...other, questions: ['In the past month …'] }],
  ])('with %s', (_what, words) => {
    expect(MeasureWords.safeParse(words).success).toBe(false)
  })
})

describe('measures over time', () => {
  it('are one series for each instrument, the oldest first, without those in error', () => {
    const wrong = measureOf(phq9('2026-02-01', answersFor(27, 9)))
    const inError = enterMeasureInError(
      wrong.measure,
      { memberId: newId(), at: '2026-02-02T10:00:00.000Z', version: 1 },
      undefined,
    )
    const series = seriesOf([
      measureOf(phq9('2026-03-01', answersFor(8, 9))),
      measureOf(gad7('2026-01-04', answersFor(12, 7))),
      measureOf(phq9('2026-01-05', answersFor(16, 9))),
      { ...wrong, measure: inError },
    ])
    expect(series.map(({ name, points }) => [name, points.map(({ score }) => score)])).toEqual([
      ['GAD-7', [12]],
      ['PHQ-9', [16, 8]],
    ])
    expect(series[1]?.points[0]).toMatchObject({ severity: 'moderately severe' })
  })

  it('on two scales are two series', () => {
    const on = (highest: number) =>
      measureOf({
        instrument: 'other',
        name: 'Sleep diary',
        score: 5,
        lowest: 0,
        highest,
        better: 'higher',
        takenOn: day,
        takenBy: newId(),
      })
    expect(seriesOf([on(10), on(100)])).toHaveLength(2)
  })

  it('are marked as wrong once', () => {
    const { measure } = measureOf(phq9(day, answersFor(3, 9)))
    const by = { memberId: newId(), at: '2026-02-02T10:00:00.000Z' }
    const marked = enterMeasureInError(measure, { ...by, version: 1 }, undefined)
    expect(marked).toMatchObject({ state: 'entered-in-error', version: 2 })
    expect(() => enterMeasureInError(marked, { ...by, version: 1 }, undefined)).toThrow(
      'stale_revision',
    )
    expect(() => enterMeasureInError(marked, { ...by, version: 2 }, undefined)).toThrow(
      'already_entered_in_error',
    )
  })
})
