import { Refused } from '../refused.ts'
import type { Draft, Note, SignedNote } from './note.ts'

/** Why a note's text can no longer be changed; undefined while it is a draft. */
export function whyFinal({ state, noteId }: Note): Refused | undefined {
  switch (state) {
    case 'draft':
      return undefined
    case 'signed':
      return new Refused('note_not_draft', [noteId])
    case 'entered-in-error':
      return new Refused('note_entered_in_error', [noteId])
  }
}

/** @throws Refused `note_not_draft`, `note_entered_in_error` */
export function insistOnDraft(note: Note): asserts note is Draft {
  const final = whyFinal(note)
  if (final) throw final
}

/** @throws Refused `note_not_signed`, `note_entered_in_error` */
export function insistOnSigned(note: Note): asserts note is SignedNote {
  if (note.state === 'entered-in-error') throw new Refused('note_entered_in_error', [note.noteId])
  if (note.state === 'draft') throw new Refused('note_not_signed', [note.noteId])
}
