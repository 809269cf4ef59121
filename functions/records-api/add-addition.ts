import type { NoteView } from '../../shared/api/notes.ts'
import { wanted } from '../../shared/aws/outbox.ts'
import { type RequestMark, storedNote } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { Head } from '../../shared/ledger/event.ts'
import type { Added } from '../../shared/note/add-to-note.ts'
import { insistOnSigned } from '../../shared/note/final.ts'
import type { CoSignature, SignedAddendum } from '../../shared/note/signed-form.ts'
import { Refused } from '../../shared/refused.ts'
import { openAddition, openNoteText, sealAddition } from './note-seal.ts'
import { noteView, type StoredWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { signForm } from './sign-form.ts'

/** Something else was added to the note between a deed's read and its write. */
export class AddedMeanwhile extends Error {
  override readonly name = 'AddedMeanwhile'
}

/** What is added to a note that was read, and by which request. */
export interface Adding<T extends SignedAddendum | CoSignature> {
  readonly whole: StoredWhole
  readonly added: Added<T>
  readonly head: Head | undefined
  readonly mark: RequestMark | undefined
}

/**
 * KMS signs the statement, then one transaction adds the form, moves the note on, wants a new
 * version of its document, and leaves the ledger event.
 *
 * @returns the note as it is then
 * @throws AddedMeanwhile; Refused `note_entered_in_error`
 */
export async function addAddition<T extends SignedAddendum | CoSignature>(
  context: NotesContext,
  { whole, added, head, mark }: Adding<T>,
  others: readonly Write[] = [],
): Promise<NoteView> {
  const { stored, additions, documents } = whole
  const { note: before } = stored
  const { note, number, form } = added
  const kind = form.signature.meaning === 'addendum' ? 'addendum' : 'co-signature'
  const [text, ...earlier] = await Promise.all([
    openNoteText(context, stored),
    ...additions.map((each) => openAddition(context, before, each)),
  ])
  const signature = await signForm<T>(context, before, form, { addition: String(number) })
  const { event } = signature
  const { signedAt } = form.signature
  let final: T | undefined
  await context.ledger.commit([{ chain: event.chain, head, event }], async (positions) => {
    final = signature.at(positions)
    const sealed = await sealAddition(context, before, number, final)
    return [
      ...context.notes.change(
        before,
        note,
        { wanted: wanted(note.noteId, note.additions + 1, signedAt) },
        (standing) => {
          if (standing) insistOnSigned(storedNote(standing).note)
          throw new AddedMeanwhile()
        },
      ),
      context.notes.addition(note, { number, kind, sealed, mark }),
      ...others,
    ]
  })
  return noteView(note, text, [...earlier, ...(final ? [final] : [])], documents)
}

const ATTEMPTS = 5

/** Does a deed again, from its reading on. @throws Refused `too_busy` */
export async function unlessAddedMeanwhile<T>(deed: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await deed()
    } catch (error) {
      if (!(error instanceof AddedMeanwhile)) throw error
    }
  }
  throw new Refused('too_busy')
}
