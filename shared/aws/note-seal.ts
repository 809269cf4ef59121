import { partsOf } from '../id.ts'
import { ErrorRecord } from '../note/enter-in-error.ts'
import { DraftRecord, type DraftSections } from '../note/note.ts'
import { type Addition, CoSignature, SignedAddendum, SignedForm } from '../note/signed-form.ts'
import { contextOf, type RecordPlace } from '../seal/record-context.ts'
import { SIGNED_RECORD_LIMIT } from '../seal/sealed-record.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { NoteName } from './note-place.ts'
import { notePlace } from './note-place.ts'
import type { StoredAddition, StoredNote } from './stored-note.ts'

interface Keys {
  readonly keys: KeyRing
}

const keyId = ({ noteId }: NoteName) => clientKeyId(partsOf(noteId).clientId)

const seal = (
  { keys }: Keys,
  name: NoteName,
  record: unknown,
  place: RecordPlace,
  limit?: number,
) => keys.seal(keyId(name), record, contextOf(place), limit)

const open = ({ keys }: Keys, name: NoteName, sealed: Uint8Array, place: RecordPlace) =>
  keys.open(keyId(name), sealed, contextOf(place))

/** @throws Refused `body_too_large`; KeyGone */
export const sealDraft = (
  context: Keys,
  name: NoteName,
  revision: number,
  sections: DraftSections,
) => {
  const record: DraftRecord = { form: 'noteseal/draft/1', sections }
  return seal(context, name, record, notePlace.draft(name, revision))
}

export async function openDraft(
  context: Keys,
  name: NoteName,
  revision: number,
  sealed: Uint8Array | undefined,
): Promise<DraftSections> {
  if (!sealed) return {}
  const record = await open(context, name, sealed, notePlace.draft(name, revision))
  return DraftRecord.parse(record).sections
}

/** @throws Refused `body_too_large` */
export const sealSignedForm = (context: Keys, name: NoteName, form: SignedForm) =>
  seal(context, name, form, notePlace.signedNote(name), SIGNED_RECORD_LIMIT)

/** @throws Refused `body_too_large` */
export const sealAddition = (context: Keys, name: NoteName, number: number, form: Addition) =>
  seal(context, name, form, placeOfAddition(name, number, form.signature.meaning === 'addendum'))

export const sealErrorRecord = (context: Keys, name: NoteName, record: ErrorRecord) =>
  seal(context, name, record, notePlace.enteredInError(name))

const placeOfAddition = (name: NoteName, number: number, addendum: boolean) =>
  addendum ? notePlace.addendum(name, number) : notePlace.coSignature(name, number)

/** What a stored note says, opened. */
export interface OpenedNote {
  readonly draft?: DraftSections
  readonly form?: SignedForm
  readonly error?: ErrorRecord
}

export async function openNoteText(
  context: Keys,
  { note, sealed, sealedReason }: StoredNote,
): Promise<OpenedNote> {
  const wasSigned = note.state !== 'draft' && note.signedAt !== undefined
  const [text, reason] = await Promise.all([
    wasSigned && sealed
      ? open(context, note, sealed, notePlace.signedNote(note))
      : openDraft(context, note, note.revision, sealed),
    sealedReason && open(context, note, sealedReason, notePlace.enteredInError(note)),
  ])
  return {
    ...(wasSigned ? { form: SignedForm.parse(text) } : { draft: text as DraftSections }),
    ...(reason !== undefined && { error: ErrorRecord.parse(reason) }),
  }
}

export async function openAddition(
  context: Keys,
  name: NoteName,
  { number, kind, sealed }: StoredAddition,
): Promise<Addition> {
  const addendum = kind === 'addendum'
  const form = await open(context, name, sealed, placeOfAddition(name, number, addendum))
  return addendum ? SignedAddendum.parse(form) : CoSignature.parse(form)
}
