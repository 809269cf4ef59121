import { describe, expect, it } from 'vitest'
import { sectionsToSign } from '../../shared/note/sections-to-sign.ts'
import { templateNamed } from '../../shared/note/template.ts'

const soap = templateNamed('soap/1')
const keys = (sections: readonly { key: string }[]) => sections.map(({ key }) => key)

describe('sections to sign', () => {
  it('are those that say something, in the template’s order', () => {
    const draft = {
      plan: ' weekly ',
      subjective: 'sad',
      risk: '  ',
      objective: 'calm',
      assessment: 'x',
    }
    const { written, missing } = sectionsToSign(soap, draft)
    expect(written.map(({ heading, text }) => [heading, text])).toEqual([
      ['Subjective', 'sad'],
      ['Objective', 'calm'],
      ['Assessment', 'x'],
      ['Plan', 'weekly'],
    ])
    expect(missing).toEqual([])
  })

  it('lack what is required and says nothing, by name', () => {
    expect(sectionsToSign(soap, { subjective: 'sad', plan: '\n' }).missing).toEqual([
      { field: '/sections/objective', rule: 'says nothing yet' },
      { field: '/sections/assessment', rule: 'says nothing yet' },
      { field: '/sections/plan', rule: 'says nothing yet' },
    ])
  })

  it('need no assessment and plan where one section holds both', () => {
    const draft = { subjective: 'a', objective: 'b', 'assessment-and-plan': 'c' }
    const { written, missing } = sectionsToSign(soap, draft)
    expect(missing).toEqual([])
    expect(keys(written)).toEqual(['subjective', 'objective', 'assessment-and-plan'])
  })

  it('begin with what a group’s notes share, and end with what the template has no place for', () => {
    const shared = { objective: 'Group of eight.', 'group-process': 'Open talk.', plan: ' ' }
    const draft = { subjective: 'a', objective: 'b', assessment: 'c', plan: 'd' }
    const { written } = sectionsToSign(soap, draft, shared)
    expect(written.slice(1)).toEqual([
      { key: 'objective', heading: 'Objective', text: 'Group of eight.\n\nb' },
      { key: 'assessment', heading: 'Assessment', text: 'c' },
      { key: 'plan', heading: 'Plan', text: 'd' },
      { key: 'group-process', heading: 'Group process', text: 'Open talk.' },
    ])
  })
})
