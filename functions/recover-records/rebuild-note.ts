import { closeObligation } from '../../shared/aws/close-obligation.ts'
import type { KeptNote } from '../../shared/aws/document-records.ts'
import { type NoteName, notePlace } from '../../shared/aws/note-place.ts'
import type { StoredAddition, StoredNote } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { NoteDocument } from '../../shared/document/document-item.ts'
import type { DocumentRecord, SigningEvent } from '../../shared/document/document-record.ts'
import type { Id } from '../../shared/id.ts'
import { coSignatureOwed } from '../../shared/note/co-signature-owed.ts'
import type { SignedNote } from '../../shared/note/note.ts'
import { coSignatureObligationId, noteObligationId } from '../../shared/obligation/note-owed.ts'
import { contextOf } from '../../shared/seal/record-context.ts'
import { isSealedFor } from '../../shared/seal/sealed-for.ts'
import type { RecoveryContext } from './context.ts'

/** The signatures that a client's chain knows. */
export interface KnownEvents {
  readonly commitments: ReadonlySet<string>
  readonly byNote: ReadonlyMap<string, number>
}

/** A note of which something is missing. */
export interface MissingOfNote {
  readonly kept: KeptNote
  /** Of its newest document. */
  readonly record: DocumentRecord
  readonly standing: StoredNote | undefined
  /** Whether the note itself is not as it was signed and added to. */
  readonly note: boolean
  /** Numbers of the additions that are not there. */
  readonly additions: readonly number[]
  readonly documents: readonly NoteDocument[]
  /** Signatures that the chain does not know, in the order in which they were given. */
  readonly events: readonly SigningEvent[]
}

/** A sealed object is not what its place says: it must not come among the records. */
export class SealedForAnother extends Error {
  override readonly name = 'SealedForAnother'
}

/** @returns undefined where nothing is missing: then nothing was read from the bucket */
export async function lookAtNote(
  { notes, documents }: RecoveryContext,
  practiceId: Id,
  kept: KeptNote,
  known: KnownEvents,
): Promise<MissingOfNote | undefined> {
  const name = { practiceId, noteId: kept.noteId }
  const [standing, additions, items] = await Promise.all([
    notes.find(name),
    notes.additions(name),
    notes.documents(name),
  ])
  const version = Math.max(...kept.records.keys())
  const there = new Set(items.map((item) => NoteDocument.parse(item).version))
  const listed = [...kept.records.keys()].every((each) => there.has(each))
  const signed = isFinal(standing, version - 1) && additions.length >= version - 1
  if (signed && listed && (known.byNote.get(kept.noteId) ?? 0) >= version) return undefined

  const record = await documents.record(kept.records.get(version) ?? '')
  const numbers = new Set(additions.map(({ number }) => number))
  const lost = [...kept.records].filter(([each]) => !there.has(each))
  return {
    kept,
    record,
    standing,
    note: !isFinal(standing, record.note.additions),
    additions: wholeNumbers(version - 1).filter((number) => !numbers.has(number)),
    documents: await Promise.all(
      lost.map(async ([each, key]) =>
        each === version ? record.document : (await documents.record(key)).document,
      ),
    ),
    events: record.events.filter(({ commitment }) => !known.commitments.has(commitment)),
  }
}

/** Signed and added to so often at least, or marked as in error since. */
function isFinal(stored: StoredNote | undefined, additions: number): boolean {
  const note = stored?.note
  if (note?.state === 'entered-in-error') return true
  return note?.state === 'signed' && note.additions >= additions
}

/**
 * One transaction puts back note, additions and events, on the condition that the note still is as it
 * was looked at; then its documents. The sealed bytes go back as they are: nothing is opened.
 *
 * @throws SealedForAnother
 */
export async function putBack(
  context: RecoveryContext,
  missing: MissingOfNote,
): Promise<{ events: number; moved: number }> {
  const { record, events } = missing
  const { note } = record
  const writes = [
    ...(await noteWrites(context, missing)),
    ...(await additionWrites(context, missing)),
  ]
  let moved = 0
  if (events.length > 0) {
    const chain = events[0]?.chain ?? ''
    const head = await context.ledger.head(chain)
    const entries = events.map(({ seq: _seq, ...event }) => ({ chain, head, event }))
    const { positions } = await context.ledger.commit(entries, () => writes)
    moved = positions.filter(({ seq }, at) => seq !== events[at]?.seq).length
  } else if (writes.length > 0) await context.records.commit(writes)
  for (const document of missing.documents)
    await context.documentItems.finish(note.practiceId, document)
  return { events: events.length, moved }
}

async function noteWrites(
  context: RecoveryContext,
  { kept, record, standing, note: lost }: MissingOfNote,
): Promise<Write[]> {
  if (!lost) return []
  const { notes, drafts } = context
  const { note } = record
  const sealed = await sealedPart(context, kept, note, 0)
  return [
    ...(standing
      ? notes.change(standing.note, note, { sealed }, () => 'pass')
      : notes.bringBack(note, { sealed })),
    ...(standing?.note.state === 'draft' ? [drafts.countDrafts(note, -1)] : []),
    ...(await obligationWrites(context, note)),
  ]
}

async function additionWrites(
  context: RecoveryContext,
  { kept, record, additions }: MissingOfNote,
): Promise<Write[]> {
  const { note, events } = record
  return Promise.all(
    additions.map(async (number) => {
      const kind = events[number]?.type === 'note_co_signed' ? 'co-signature' : 'addendum'
      const sealed = await sealedPart(context, kept, note, number, kind)
      return context.notes.addition(note, { number, kind, sealed, mark: undefined })
    }),
  )
}

async function sealedPart(
  { documents }: RecoveryContext,
  { sealed }: KeptNote,
  name: NoteName,
  ordinal: number,
  kind: StoredAddition['kind'] = 'addendum',
): Promise<Uint8Array> {
  const bytes = await documents.bytes(sealed.get(ordinal) ?? '')
  const addition = kind === 'addendum' ? notePlace.addendum : notePlace.coSignature
  const place = ordinal === 0 ? notePlace.signedNote(name) : addition(name, ordinal)
  if (!isSealedFor(bytes, contextOf(place))) throw new SealedForAnother()
  return bytes
}

/** What was written is owed no longer; a co-signature that is still due is owed again. */
async function obligationWrites(
  { records, obligations, practice }: RecoveryContext,
  note: SignedNote,
): Promise<Write[]> {
  const { practiceId, clientId, sessionId, noteId, coSignature } = note
  const ids = [noteObligationId(sessionId), coSignatureObligationId(noteId)] as const
  const [own, supervisors] = await Promise.all(
    ids.map((id) => obligations.find(practiceId, clientId, id)),
  )
  const close = (id: Id) =>
    closeObligation(records, practiceId, clientId, id, { state: 'done', noteId })
  const owed =
    coSignature === 'due' && !supervisors
      ? coSignatureOwed(note, await practice.settings(practiceId))
      : undefined
  return [
    ...(own?.state === 'open' ? [close(ids[0])] : []),
    ...(coSignature === 'done' && supervisors?.state === 'open' ? [close(ids[1])] : []),
    ...(owed ? [obligations.add(practiceId, owed)] : []),
  ]
}

const wholeNumbers = (upTo: number) => Array.from({ length: upTo }, (_, at) => at + 1)
