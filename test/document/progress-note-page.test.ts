import { describe, expect, it } from 'vitest'
import { type ProgressNote, progressNotePage } from '../../shared/document/progress-note-page.ts'
import { writtenForAnother } from '../../shared/note/statement.ts'
import {
  addendumOf,
  coSignatureOf,
  coSignedNote,
  groupNote,
  lateNote,
  noteWith,
  part2Note,
  shortNote,
  supervisedNote,
} from './sample-notes.ts'

const lateAndCoSigned = noteWith({}, [addendumOf(1), addendumOf(2), coSignatureOf()])

describe('the words of a progress note', () => {
  it('names client, second identifier, date of service and practice for every page', () => {
    const { running } = progressNotePage(shortNote)
    expect(running).toEqual({
      about: 'Zoë Łukasiewicz',
      rest: 'born November 23, 1987 · service March 4, 2026',
      practice: 'Lindenhof Behavioral Health, PLLC',
      confidential:
        'Confidential: protected health information. Use and disclosure are limited by law (45 CFR Part 164).',
    })
  })

  it('begins the foot of every page with the statement that was signed, of a Part 2 program’s note', () => {
    const page = progressNotePage(part2Note)
    expect(page.running.confidential).toBe(
      '42 CFR part 2 prohibits unauthorized use or disclosure of these records. Confidential: protected health information. Use and disclosure are limited by law (45 CFR Part 164).',
    )
    expect(page.marks).toContain('42 CFR Part 2')
  })

  it('keeps the name of the client out of the title, which a viewer shows in its tab', () => {
    expect(progressNotePage(shortNote).documentTitle).toBe('Progress note, March 4, 2026')
  })

  it('says when the session was in the practice’s own zone', () => {
    const facts = Object.fromEntries(progressNotePage(shortNote).session)
    expect(facts).toMatchObject({
      'Date of service': 'March 4, 2026',
      'Start – stop': '9:02 AM – 9:57 AM PST',
      Duration: '55 minutes',
    })
  })

  it('gives the day of the stop where a session passes midnight', () => {
    const session = {
      ...shortNote.signed.session,
      start: '2026-03-05T07:30:00.000Z',
      end: '2026-03-05T08:30:00.000Z',
    }
    const facts = Object.fromEntries(progressNotePage(noteWith({ session })).session)
    expect(facts['Start – stop']).toBe('11:30 PM – March 5, 2026, 12:30 AM PST')
  })

  it('marks a note that was handed over to somebody who did not provide the service', () => {
    const { version: statementVersion, text: statement } = writtenForAnother
    const signature = { ...shortNote.signed.signature, statementVersion, statement }
    const page = progressNotePage(noteWith({ signature }))
    expect(page.marks).toEqual(['Not written by who provided the service'])
    expect(page.running.rest).toMatch(/ · not by the provider$/)
    expect(page.signature.statement).toBe(statement)
  })

  it('marks a late note with reason, due, written and signed times, on every page', () => {
    const page = progressNotePage(lateNote)
    expect(page.marks).toEqual(['Late note', 'With 2 addenda'])
    expect(page.running.rest).toMatch(/late note$/)
    expect(page.late?.headline).toBe('Late note: signed 2 days 22 hours after it was due')
    expect(Object.fromEntries(page.late?.facts ?? [])).toEqual({
      Due: 'March 5, 2026, 9:57 AM PST',
      Begun: 'March 8, 2026, 8:40 AM PDT',
      'Last written': 'March 8, 2026, 9:10 AM PDT',
      Signed: 'March 8, 2026, 9:12 AM PDT',
    })
    expect(page.late?.reason).toHaveLength(1)
  })

  it('gives every addendum its author, the time it was written, its kind and its reason', () => {
    const [first, second] = progressNotePage(lateNote).addenda
    expect(first?.heading).toBe('Addendum 1: addition')
    expect(second?.heading).toBe('Addendum 2: correction')
    expect(Object.fromEntries(second?.facts ?? [])).toEqual({
      Author: 'Maren Šimůnková-O’Dwyer, PhD',
      Written: 'March 10, 2026, 6:40 PM PDT',
    })
    expect(second?.reason).toBe('The score in Data was read from the wrong line.')
  })

  it('says who signed, by what licence, when, how they proved it, and what they stated', () => {
    expect(progressNotePage(shortNote).signature).toMatchObject({
      opening: 'Electronically signed by',
      name: 'Maren Šimůnková-O’Dwyer, PhD',
      licence: 'Licensed Psychologist, OR 3127, NPI 1234567893',
      when: 'March 4, 2026, 10:22 AM PST',
      method: 'after password and one-time code',
      statement: 'I provided this service and this record is accurate and complete.',
    })
  })

  it('says which words a co-signature stands under, and so which came later', () => {
    const recordOf = (note: ProgressNote) => progressNotePage(note).coSignature?.record
    expect(recordOf(supervisedNote)).toMatch(/· stands under the note$/)
    expect(recordOf(coSignedNote)).toMatch(/· stands under the note and addendum 1$/)
    expect(recordOf(lateAndCoSigned)).toMatch(/· stands under the note and addenda 1 to 2$/)
    const { addenda, signature } = progressNotePage(coSignedNote)
    const others = [signature, ...addenda.map((addendum) => addendum.signature)]
    expect(others.map(({ record }) => record).join()).not.toContain('under')
  })

  it('tells a co-signature that is there from one that is awaited', () => {
    expect(progressNotePage(supervisedNote)).toMatchObject({
      marks: ['Co-signed'],
      coSignature: { opening: 'Electronically co-signed by' },
      awaitingCoSignature: undefined,
    })
    expect(progressNotePage(groupNote)).toMatchObject({
      marks: ['Co-signature pending'],
      coSignature: undefined,
      awaitingCoSignature: 'Awaiting the co-signature of Maren Šimůnková-O’Dwyer, PhD.',
    })
  })
})
