import { describe, expect, it } from 'vitest'
import { measureChart } from '../../shared/document/measure-chart.ts'
import { treatmentPlanPage } from '../../shared/document/treatment-plan-page.ts'
import { typesetTreatmentPlan } from '../../shared/document/typeset-treatment-plan.ts'
import { seriesOf } from '../../shared/measure/measure-series.ts'
import { answersFor, gad7, measureOf, phq9 } from '../measure/sample-measures.ts'
import { firstPlan, planOf, planOfGoals, reviewedPlan } from './sample-plans.ts'
import { textInPdf } from './text-in-pdf.ts'

const same = (text: string) => text
const day = (n: number) => new Date(Date.UTC(2026, 0, 5 + 7 * n)).toISOString().slice(0, 10)
const seriesOfScores = (scores: readonly number[]) => {
  const [series] = seriesOf(
    scores.map((score, n) => measureOf(gad7(day(n), answersFor(score, 7)), n)),
  )
  if (!series) throw new Error('no series')
  return series
}

describe('a treatment plan’s pages', () => {
  it('say all that was signed, and draw what was measured', async () => {
    const { pdf, manifest, pages } = typesetTreatmentPlan(reviewedPlan)
    const text = (await textInPdf(pdf)).replace(/\s+/g, ' ')
    for (const said of [
      'Takes the place of the plan from September 10, 2025',
      'Panic disorder (principal)',
      'Goal 1.1',
      'GAD-7: 17 at first, 9 on January 14, 2026, target 7',
      '60 %',
      'Three mornings of four',
      'Exposure ladder, with a log',
      'moderately severe',
      'item 9, on thoughts of death or self-harm',
      'The client agreed by word of mouth, January 14, 2026. By video',
      'I made this treatment plan from my own assessment',
      '42 CFR part 2 prohibits unauthorized use',
    ])
      expect(text).toContain(said)
    expect(pages).toBe(3)
    expect(manifest.sources).toEqual([
      {
        form: 'noteseal/signed-plan/1',
        planId: reviewedPlan.signed.planId,
        commitment: reviewedPlan.signed.signature.commitment,
        ledger: reviewedPlan.signed.ledger,
      },
    ])
    expect(JSON.stringify(manifest)).not.toContain('Łukasiewicz')
  })

  it('are the same bytes for the same plan', () => {
    const [one, other] = [typesetTreatmentPlan(firstPlan), typesetTreatmentPlan(firstPlan)]
    expect(Buffer.from(one.pdf).equals(Buffer.from(other.pdf))).toBe(true)
  })

  it('say over each row what its columns are, on every page of 60 goals', async () => {
    const { pdf, pages } = typesetTreatmentPlan(planOfGoals(60))
    const texts = (await textInPdf(pdf)).split('\f')
    expect(texts).toHaveLength(pages)
    const rows = texts.filter((text) => text.includes('with a log'))
    expect(rows.length).toBeGreaterThan(10)
    for (const text of rows)
      expect(text.indexOf('Intervention')).toBeLessThan(text.search('with a log|CBT with'))
    for (const text of rows) expect(text).toContain('Intervention')
    for (let goal = 1; goal <= 60; goal++)
      expect(texts.join()).toContain(`Goal ${Math.ceil(goal / 10)}.${((goal - 1) % 10) + 1}`)
  })

  it('hold however much a plan may say', () => {
    const { plan } = firstPlan.signed
    const long = (length: number) => 'Worry keeps the client awake. '.repeat(40).slice(0, length)
    const [problem] = plan.problems
    const [goal] = problem?.goals ?? []
    if (!goal) throw new Error('no goal')
    const full = {
      ...goal,
      statement: long(500),
      objectives: Array.from({ length: 10 }, () => ({ statement: long(500) })),
      interventions: Array.from({ length: 10 }, () => ({
        technique: long(200),
        frequency: long(200),
        by: 'x'.repeat(120),
      })),
    }
    const problems = [{ statement: long(500), goals: [full, full, full] }]
    expect(typesetTreatmentPlan(planOf({ plan: { ...plan, problems } })).pages).toBeGreaterThan(6)
  })

  it('say of a plan that the client did not agree, beside its title', () => {
    const { plan } = firstPlan.signed
    const refused = { ...plan.agreement, given: 'refused' as const }
    const { marks, agreement } = treatmentPlanPage(
      planOf({ plan: { ...plan, agreement: refused } }),
    )
    expect(marks).toEqual(['Agreement refused'])
    expect(agreement).toBe('The client refused to agree, September 10, 2025.')
  })
})

describe('a chart', () => {
  it('places scores by day and range, and says in words what it shows', () => {
    const chart = measureChart(seriesOfScores([21, 0, 10]), [7], same)
    expect(chart.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 1],
      [0.5, 0],
      [1, 10 / 21],
    ])
    expect(chart.targets).toEqual([{ y: 7 / 21, label: 'target 7' }])
    expect(chart.bands.map(({ severity }) => severity)).toEqual(['mild', 'moderate', 'severe'])
    expect(chart.alt).toBe(
      'GAD-7 over time, 0 to 21, lower is better: 21 on January 5, 2026, severe; 0 on January 12, 2026, minimal; 10 on January 19, 2026, moderate. Target 7.',
    )
  })

  it('of one day has its point in the middle', () => {
    const chart = measureChart(seriesOfScores([12]), [], same)
    expect([chart.points[0]?.x, chart.lastDay]).toEqual([0.5, ''])
  })

  it('of many scores labels those that tell most, and names them all by their range', () => {
    const scores = Array.from({ length: 40 }, (_, i) => (i === 17 ? 21 : 8 + (i % 3)))
    const chart = measureChart(seriesOfScores(scores), [], same)
    const labelled = chart.points.flatMap(({ score }, i) => (score === '' ? [] : [i]))
    expect(labelled).toEqual([0, 17, 39])
    expect(chart.alt).toContain('40 scores between 8 and 21; the first 8 on January 5, 2026')
  })

  it('marks where the PHQ-9’s ninth question was not answered with 0', () => {
    const [series] = seriesOf([
      measureOf(phq9(day(0), [0, 0, 0, 0, 0, 0, 0, 0, 2])),
      measureOf(phq9(day(1), [3, 3, 0, 0, 0, 0, 0, 0, 0])),
    ])
    if (!series) throw new Error('no series')
    const chart = measureChart(series, [], same)
    expect(chart.points.map(({ selfHarm }) => selfHarm)).toEqual([true, false])
    expect(chart.alt).toContain('2 on January 5, 2026, minimal, item 9 answered 2')
  })
})
