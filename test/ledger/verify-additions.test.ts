import { describe, expect, it } from 'vitest'
import {
  type AdditionBreakKind,
  insistAsSigned,
  NotAsSigned,
  verifyAdditions,
} from '../../shared/ledger/verify-additions.ts'
import type { Addition, SignedAddendum, SignedForm } from '../../shared/note/signed-form.ts'
import { addendumOf, coSignedNote, noteWith, sampleNotes } from '../document/sample-notes.ts'

const { signed, additions } = coSignedNote
const [first, coSignature, second] = additions as [SignedAddendum, Addition, SignedAddendum]
const [other] = noteWith({}, [addendumOf(1, { text: 'Something else.' })]).additions as [Addition]

const elsewhere = noteWith({}, [addendumOf(1, { noteId: `${signed.noteId}0` })]).additions

const breaksOf = (note: SignedForm, ...added: readonly Addition[]) =>
  verifyAdditions(note, added).map(({ place, kind }) => [place, kind])

describe('additions to a signed note', () => {
  it.each(Object.entries({ ...sampleNotes, coSignedNote }))(
    'that are as they were signed have nothing broken: %s',
    (_name, note) => {
      expect(verifyAdditions(note.signed, note.additions)).toEqual([])
      expect(() => insistAsSigned(note.signed, note.additions)).not.toThrow()
    },
  )

  it('are told at every length of the chain: later ones may still be to come', () => {
    for (const length of [0, 1, 2, 3])
      expect(breaksOf(signed, ...additions.slice(0, length))).toEqual([])
  })

  const wordsChanged = { ...first, text: 'Was never written.' }
  const commitmentChanged = (part: Addition): Addition => ({
    ...part,
    signature: { ...part.signature, commitment: other.signature.commitment },
  })
  const cases: [string, readonly [SignedForm, ...Addition[]], [number, AdditionBreakKind][]][] = [
    [
      'the signed note’s words changed',
      [{ ...signed, sections: [] }, first, coSignature, second],
      [[0, 'bad_commitment']],
    ],
    [
      'the signed note exchanged for another, sound in itself',
      [noteWith({ sections: [] }).signed, first, coSignature, second],
      [
        [1, 'does_not_follow'],
        [2, 'does_not_follow'],
        [3, 'does_not_follow'],
      ],
    ],
    [
      'an addendum’s words changed under a co-signature',
      [signed, wordsChanged, coSignature, second],
      [[1, 'bad_commitment']],
    ],
    [
      'an addendum exchanged under a co-signature',
      [noteWith({}).signed, other, coSignature],
      [[2, 'does_not_follow']],
    ],
    [
      'an addendum taken out',
      [signed, coSignature, second],
      [
        [1, 'does_not_follow'],
        [2, 'does_not_follow'],
      ],
    ],
    [
      'the co-signature moved behind what came later',
      [signed, first, second, coSignature],
      [
        [2, 'does_not_follow'],
        [3, 'does_not_follow'],
      ],
    ],
    ['the same addendum twice', [signed, first, first], [[2, 'does_not_follow']]],
    [
      'a co-signature that claims to stand under less than it did',
      [signed, first, { ...coSignature, follows: [signed.signature.commitment] }, second],
      [
        [2, 'bad_commitment'],
        [2, 'does_not_follow'],
      ],
    ],
    [
      'a commitment changed to another’s',
      [signed, commitmentChanged(first), coSignature, second],
      [
        [1, 'bad_commitment'],
        [2, 'does_not_follow'],
        [3, 'does_not_follow'],
      ],
    ],
    ['an addendum to another note', [noteWith({}).signed, ...elsewhere], [[1, 'another_note']]],
  ]
  it.each(cases)('%s', (_name, [note, ...added], breaks) => {
    expect(breaksOf(note, ...added)).toEqual(breaks)
    expect(() => insistAsSigned(note, added)).toThrow(NotAsSigned)
  })

  it('say what broke by place and kind, never by a word', () => {
    const wrong = () => insistAsSigned(signed, [wordsChanged])
    expect(wrong).toThrow(/^1: bad_commitment$/)
  })
})
