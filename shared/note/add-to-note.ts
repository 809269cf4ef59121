import { Refused } from '../refused.ts'
import { insistOnSigned } from './final.ts'
import type { Note, SignedNote } from './note.ts'
import type { Addition, CoSignature, SignedAddendum, Unsigned } from './signed-form.ts'
import { intentOf, type Signing } from './signer.ts'

/** Places after a signed note are numbered from 1; the note with n of them has document n + 1. */
const additionNumber = (note: SignedNote) => note.additions + 1

/** How somebody signs, and what it is put under: see `SignedAddendum.follows`. */
interface AddingAct extends Signing {
  readonly follows: readonly string[]
}

export interface AddendumAct extends AddingAct {
  readonly kind: SignedAddendum['kind']
  readonly reason: string
  readonly text: string
}

/** What becomes of a signed note, and the number of what is added to it. */
export interface Added<T extends Addition> {
  readonly form: Unsigned<T>
  readonly note: SignedNote
  readonly number: number
}

/**
 * Adds words to a signed note, which itself stays as it is.
 *
 * @throws Refused `note_not_signed`, `note_entered_in_error`, `statement_not_accepted`
 */
export function addAddendum(note: Note, act: AddendumAct): Added<SignedAddendum> {
  insistOnSigned(note)
  const number = note.addenda + 1
  return {
    form: {
      form: 'noteseal/addendum/1',
      noteId: note.noteId,
      follows: [...act.follows],
      number,
      kind: act.kind,
      reason: act.reason,
      text: act.text,
      writtenAt: act.signedAt,
      signature: intentOf('addendum', act),
    },
    note: { ...next(note), addenda: number },
    number: additionNumber(note),
  }
}

/**
 * The supervisor puts their name under a supervised clinician's note, as they have it before them.
 *
 * @throws Refused `note_not_signed`, `note_entered_in_error`, `co_signature_not_due`,
 * `stale_revision` (an addendum came in between), `statement_not_accepted`
 */
export function coSign(note: Note, act: AddingAct & { version: number }): Added<CoSignature> {
  insistOnSigned(note)
  if (note.coSignature !== 'due') throw new Refused('co_signature_not_due', [note.noteId])
  if (note.version !== act.version) throw new Refused('stale_revision', [`"${note.version}"`])
  return {
    form: {
      form: 'noteseal/co-signature/1',
      noteId: note.noteId,
      follows: [...act.follows],
      signature: intentOf('co-signature', act),
    },
    note: { ...next(note), coSignature: 'done' },
    number: additionNumber(note),
  }
}

const next = (note: SignedNote): SignedNote => ({
  ...note,
  version: note.version + 1,
  additions: note.additions + 1,
})
