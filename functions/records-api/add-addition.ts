import type { Caller } from '../../shared/access/caller.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import type { NoteView } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { openAddition, openNoteText, sealAddition } from '../../shared/aws/note-seal.ts'
import { wanted } from '../../shared/aws/outbox.ts'
import { type RequestMark, storedNote } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import type { Head } from '../../shared/ledger/event.ts'
import { insistAsSigned } from '../../shared/ledger/verify-additions.ts'
import type { Added } from '../../shared/note/add-to-note.ts'
import { insistOnSigned } from '../../shared/note/final.ts'
import type { SignedNote } from '../../shared/note/note.ts'
import type { Addition, SignedForm } from '../../shared/note/signed-form.ts'
import { tryAgain } from '../../shared/try-again.ts'
import { noteView, openWhole, type StoredWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { isRepeated, requestMark } from './request-mark.ts'
import { signForm } from './sign-form.ts'

/** What somebody adds to a signed note, and by which request. */
export interface Adding<T extends Addition> {
  readonly noteId: ClientThingId
  readonly action: Action
  readonly idempotencyKey: string | undefined
  /** All that the request asks for, to know its repetition by. */
  readonly asked: object
  /** @param follows the commitments of the signed note and of what was added to it before */
  readonly add: (note: SignedNote, follows: readonly string[]) => Added<T>
  /** What is written beside it. */
  readonly others?: readonly Write[]
}

/**
 * Adds to a signed note, in three calls in sequence: everything is read; KMS signs the statement; one
 * transaction adds the form, moves the note on, wants a new version of its document, and leaves the
 * ledger event. All of it again where somebody else added to the note meanwhile, since an addition
 * commits to what stands before it.
 *
 * @returns the note as it is then
 * @throws Refused `note_not_found`, `not_allowed`, `note_not_signed`, `note_entered_in_error`,
 * `idempotency_key_reused`, `too_busy`, and what `add` refuses; NotAsSigned
 */
export const addAddition = <T extends Addition>(
  context: NotesContext,
  caller: Caller,
  adding: Adding<T>,
): Promise<NoteView> => tryAgain(() => tryToAdd(context, caller, adding), AddedMeanwhile, ATTEMPTS)

const ATTEMPTS = 5

/** Something else was added to the note between a deed's reads, or its read and its write. */
class AddedMeanwhile extends Error {
  override readonly name = 'AddedMeanwhile'
}

async function tryToAdd<T extends Addition>(
  context: NotesContext,
  caller: Caller,
  adding: Adding<T>,
): Promise<NoteView> {
  const { noteId, action, idempotencyKey, asked } = adding
  const { practiceId } = caller
  const { clientId } = partsOf(noteId)
  const { stored, read } = await reachNote(
    context,
    caller,
    { noteId, action },
    context.notes.additions({ practiceId, noteId }),
    context.notes.documents({ practiceId, noteId }),
    context.ledger.head(clientChain(practiceId, clientId)),
    requestMark(context.keys, caller, clientId, idempotencyKey, asked),
  )
  const [additions, documents, head, mark] = read
  const whole = { stored, additions, documents }
  if (additions.some((addition) => isRepeated(addition.mark, mark)))
    return openWhole(context, whole)
  return commitAddition(context, { ...adding, whole, head, mark })
}

interface Standing {
  readonly whole: StoredWhole
  readonly head: Head | undefined
  readonly mark: RequestMark | undefined
}

async function commitAddition<T extends Addition>(
  context: NotesContext,
  { add, others = [], whole, head, mark }: Adding<T> & Standing,
): Promise<NoteView> {
  const { stored, additions, documents } = whole
  const { note: before } = stored
  insistOnSigned(before)
  // Both are read at once, so one may be newer. The write would find out only an older note.
  if (additions.length !== before.additions) throw new AddedMeanwhile()
  const [text, ...earlier] = await Promise.all([
    openNoteText(context, stored),
    ...additions.map((each) => openAddition(context, before, each)),
  ])
  const { note, number, form } = add(before, commitmentsOf(text.form, earlier))
  const kind = form.signature.meaning === 'addendum' ? 'addendum' : 'co-signature'
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

/** Nobody signs under words that are not those that were signed. @throws NotAsSigned */
function commitmentsOf(signed: SignedForm | undefined, additions: readonly Addition[]): string[] {
  if (!signed) throw new Error('a signed note without its form')
  insistAsSigned(signed, additions)
  return [signed, ...additions].map(({ signature }) => signature.commitment)
}
