import { clientChain } from '../../shared/aws/client-table.ts'
import type { DocumentBucket, StoredObject } from '../../shared/aws/document-bucket.ts'
import type { DocumentTable, SealedAddition } from '../../shared/aws/document-table.ts'
import type { PendingNote } from '../../shared/aws/pending-document.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import { documentIdOf, type NoteDocument } from '../../shared/document/document-item.ts'
import {
  type DocumentRecord,
  documentRecordKey,
  SigningEvent,
} from '../../shared/document/document-record.ts'
import { noteDocumentKind } from '../../shared/document/note-document-kind.ts'
import type { ProgressNote } from '../../shared/document/progress-note-page.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { partsOf } from '../../shared/id.ts'
import { canonical } from '../../shared/ledger/canonical.ts'
import { signingEvent } from '../../shared/ledger/signing-event.ts'
import { insistAsSigned } from '../../shared/ledger/verify-additions.ts'
import { SignedNote } from '../../shared/note/note.ts'
import { CoSignature, SignedAddendum, SignedForm } from '../../shared/note/signed-form.ts'
import { sealDocument } from './seal-document.ts'

export interface Rendering {
  readonly records: Pick<DocumentTable, 'additions' | 'finish'>
  readonly documents: Pick<DocumentBucket, 'putNew'>
  readonly sealer: Sealer
  readonly open: OpenSealed
}

/** Opens a sealed part of a note; `ordinal` 0 is the signed note itself. */
export type OpenSealed = (
  note: PendingNote,
  part: { kind: 'signed-note' | SealedAddition['kind']; ordinal: number; sealed: Uint8Array },
) => Promise<unknown>

/**
 * Makes one version of a note's document: typeset, sealed, stored, recorded. It may be started any
 * number of times, also twice at once, and stopped anywhere; the result is one.
 *
 * Order matters. The same sealed records make the same bytes, and an object's key holds their hash:
 * so the object goes first, and a later try that finds it there knows that it is the very same,
 * without reading it. (A time-stamp, or a renderer that was changed between two tries, makes other
 * bytes and so another object; whichever is recorded first stays, and the other is named nowhere.) Only then is
 * it recorded, in one transaction with the end of the waiting: a document that is listed can be
 * downloaded, and a note leaves the outbox only for a document that is listed.
 */
export async function renderNote(
  pending: PendingNote,
  { records, documents, sealer, open }: Rendering,
): Promise<NoteDocument> {
  const additions = await records.additions(pending)
  const note = await opened(pending, additions, sealer, open)
  const { noteId, version } = pending
  const place = `${folderOf(noteId)}/v${version}`
  const { object, stored } = await sealDocument(typesetProgressNote(note), sealer, place)
  const document = { kind: noteDocumentKind(note.signed.template), noteId, ...stored }
  await Promise.all([
    documents.putNew(object),
    documents.putNew(recordObject(pending, note, document)),
    ...sealedObjects(pending, additions).map((object) => documents.putNew(object)),
  ])
  await records.finish(pending.practiceId, document)
  return document
}

/** @throws NotAsSigned: what is no longer as it was signed becomes no document */
async function opened(
  pending: PendingNote,
  additions: readonly SealedAddition[],
  sealer: Sealer,
  open: OpenSealed,
): Promise<ProgressNote> {
  const signed = SignedForm.parse(
    await open(pending, { kind: 'signed-note', ordinal: 0, sealed: pending.sealed }),
  )
  const added = await Promise.all(
    additions.map(async (part) => {
      const value = await open(pending, part)
      return part.kind === 'addendum' ? SignedAddendum.parse(value) : CoSignature.parse(value)
    }),
  )
  insistAsSigned(signed, added)
  const { keyFingerprint } = await readCertificate(sealer.certificate)
  const newest = [signed, ...added].map((part) => part.signature.signedAt).sort()
  return {
    signed,
    additions: added,
    document: {
      id: documentIdOf(pending.noteId, pending.version),
      version: pending.version,
      createdAt: newest.at(-1) ?? signed.signature.signedAt,
      paper: signed.practice.paper,
    },
    practiceSeal: { fingerprint: keyFingerprint },
  }
}

/** The sealed records lie beside their PDF, each once: what is signed is never sealed again. */
function sealedObjects(pending: PendingNote, additions: readonly SealedAddition[]) {
  return [{ ordinal: 0, sealed: pending.sealed }, ...additions].map(({ ordinal, sealed }) => ({
    key: `${folderOf(pending.noteId)}/${ordinal}.sealed`,
    bytes: sealed,
    contentType: 'application/octet-stream',
  }))
}

/** What is openly known of both, for the day when the tables have to be put back. */
function recordObject(
  { practiceId, noteId, open }: PendingNote,
  { signed, additions }: ProgressNote,
  document: NoteDocument,
): StoredObject {
  const note = SignedNote.parse(open)
  const { clientId } = partsOf(noteId)
  const place = { chain: clientChain(practiceId, clientId), noteId, sessionId: note.sessionId }
  const record: DocumentRecord = {
    form: 'noteseal/document-record/1',
    note,
    document,
    events: [signed, ...additions].map(({ signature, ledger }, ordinal) => {
      const part =
        ordinal === 0 ? { revision: String(note.revision) } : { addition: String(ordinal) }
      return SigningEvent.parse({ seq: ledger.seq, ...signingEvent(place, signature, part) })
    }),
  }
  return {
    key: documentRecordKey(document),
    bytes: Buffer.from(canonical(record)),
    contentType: 'application/json',
  }
}

function folderOf(noteId: string): string {
  const { clientId, own } = partsOf(noteId)
  return `documents/${clientId}/${own}`
}
