import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitByTemplate } from '../../shared/note/split-by-template.ts'
import { newestTemplate, type Template, templates } from '../../shared/note/template.ts'

function template(key: string): Template {
  const found = newestTemplate(key)
  if (!found) throw new Error(`no template ${key}`)
  return found
}

const split = (text: string, key = 'soap') => splitByTemplate(text, template(key))

const soap = { subjective: 'one', objective: 'two', assessment: 'three', plan: 'four' }

describe('a text is split by its headings', () => {
  it.each([
    ['letters and colons', 'S: one\nO: two\nA: three\nP: four'],
    ['lower case', 's: one\no: two\na: three\np: four'],
    [
      'words on lines of their own',
      'Subjective\none\n\nObjective\ntwo\n\nAssessment\nthree\n\nPlan\nfour',
    ],
    [
      'Markdown headings',
      '# Subjective\none\n## Objective:\ntwo\n### assessment\nthree\n# PLAN\nfour',
    ],
    [
      'bold words',
      '**Subjective:** one\n**Objective**: two\n__Assessment__ - three\n**Plan**\nfour',
    ],
    ['dashes', 'Subjective - one\nObjective – two\nAssessment — three\nPlan - four'],
    ['Windows line ends', 'S: one\r\nO: two\r\nA: three\r\nP: four\r\n'],
    ['one line', 'S: one O: two A: three P: four'],
    ['spaces before and after', '  S:   one  \n\n O :two\nA:three\nP:four'],
  ])('%s', (_what, text) => {
    expect(split(text)).toEqual({ split: true, sections: soap })
  })

  it('keeps paragraphs, colons and words that look like headings within a section', () => {
    const text =
      'S: Client said: "Plan to move".\n\nPlan to visit mother.\nO: calm\nA: well\nP: weekly'
    expect(split(text)).toMatchObject({
      sections: { subjective: 'Client said: "Plan to move".\n\nPlan to visit mother.' },
    })
  })

  it.each(['A/P', 'a/p', 'A&P', 'A / P', 'Assessment/Plan', 'Assessment and plan', 'AP'])(
    'takes %s as one section for both',
    (heading) => {
      expect(split(`S: one\nO: two\n${heading}: three`)).toEqual({
        split: true,
        sections: { subjective: 'one', objective: 'two', 'assessment-and-plan': 'three' },
      })
    },
  )

  it('takes the headings of an intake and of a discharge summary', () => {
    expect(
      split(
        'CC: panic\nHx: none\nPsychosocial history: lives alone\nMSE: calm\nDx: F41.0',
        'intake',
      ),
    ).toEqual({
      split: true,
      sections: {
        'presenting-problem': 'panic',
        history: 'none',
        'social-and-functioning': 'lives alone',
        'mental-status': 'calm',
        'diagnostic-impression': 'F41.0',
      },
    })
    expect(split('Reason for discharge: goals met\nAftercare: as needed', 'discharge')).toEqual({
      split: true,
      sections: { 'reason-for-discharge': 'goals met', aftercare: 'as needed' },
    })
  })

  it('tells PIRP’s two P apart by their order', () => {
    expect(split('P: fear\nI: talk\nR: calm\nP: weekly', 'pirp')).toEqual({
      split: true,
      sections: { problem: 'fear', intervention: 'talk', response: 'calm', plan: 'weekly' },
    })
    expect(split('Problem: fear\nI: talk\nR: calm\nP: weekly', 'pirp')).toMatchObject({
      sections: { problem: 'fear', plan: 'weekly' },
    })
  })

  it('takes a text without headings whole where the template has one section', () => {
    expect(split('We talked.\n\nIt went well.', 'narrative')).toEqual({
      split: true,
      sections: { narrative: 'We talked.\n\nIt went well.' },
    })
  })
})

describe('a text that cannot be split is told why, and where', () => {
  it.each([
    ['', 'soap', { reason: 'has no text', line: 1 }],
    ['We talked.', 'soap', { reason: 'has no headings of this template', line: 1 }],
    ['We talked.\nS: one', 'soap', { reason: 'has text before its first heading', line: 1 }],
    [
      'S: one\nO: two\nS: three',
      'soap',
      { reason: 'has a heading twice', line: 3, section: 'subjective' },
    ],
    [
      'S: one\nO:\nA: three',
      'soap',
      { reason: 'has a heading with nothing under it', line: 2, section: 'objective' },
    ],
    [
      'I: talk\nR: calm\nP: what',
      'pirp',
      { reason: 'has a heading that could be of two sections', line: 3 },
    ],
  ])('%j by %s', (text, key, why) => {
    expect(split(text, key)).toEqual({ split: false, why })
  })
})

describe('a text made to keep us busy', () => {
  const blanks = ' '.repeat(200_000)
  it.each([
    ['a line of blanks', `${blanks}x`],
    ['blanks after a heading', `Plan${blanks}x`],
    ['blanks after marks', `**${blanks}Plan${blanks}x`],
    ['a great many lines of blanks', `S${' '.repeat(60)}x\n`.repeat(4_000)],
    ['words without end', `${'Plan '.repeat(50_000)}x`],
    ['a word without end', `${'P'.repeat(200_000)}x`],
    ['marks without end', `${'#'.repeat(100_000)}${'*'.repeat(100_000)}`],
  ])('is answered at once: %s', (_what, text) => {
    const soap = templates.find(({ key }) => key === 'soap')
    if (!soap) throw new Error('no SOAP')
    const began = performance.now()
    expect(splitByTemplate(text, soap).split).toBe(false)
    expect(splitByTemplate(`S: one\n${text}`, soap).split).toBe(true)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('templates', () => {
  it.each(templates.map((each) => [each.key, each] as const))(
    '%s takes itself apart again',
    (_key, each) => {
      const words = fc.stringMatching(/^[a-z]{2,12}( [a-z]{2,12}){0,5}\.$/)
      fc.assert(
        fc.property(
          fc.subarray([...each.sections], { minLength: 2 }),
          fc.infiniteStream(words),
          (some, texts) => {
            const sections = Object.fromEntries(
              some.map(({ key }) => [key, texts.next().value ?? '']),
            )
            const text = some
              .map(({ key, heading }) => `${heading}:\n${sections[key]}`)
              .join('\n\n')
            expect(splitByTemplate(text, each)).toEqual({ split: true, sections })
          },
        ),
      )
    },
  )

  it('have sections each of its own key, and stand-ins for sections they have', () => {
    for (const { sections } of templates) {
      const keys = sections.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { standsFor = [] } of sections)
        expect(keys).toEqual(expect.arrayContaining([...standsFor]))
      expect(sections.some(({ required }) => required)).toBe(true)
    }
  })
})
