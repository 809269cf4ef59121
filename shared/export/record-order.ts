import { isOfNote } from '../document/document-item.ts'
import type {
  ExportedAddition,
  ExportedDocument,
  ExportedNote,
  ExportedRecord,
} from './exported-record.ts'

const digits = (number: number) => String(number).padStart(6, '0')

/** A note, then what was added to it. */
export const noteOrder = (it: ExportedNote | ExportedAddition): string =>
  it.form === 'noteseal/exported-note/1'
    ? `${it.note.noteId}#`
    : `${it.noteId}#${digits(it.number)}`

/** By note, then by version; every other kind stands under its own id. */
export const documentOrder = ({ document }: ExportedDocument): string =>
  versionOrder(isOfNote(document) ? document.noteId : document.documentId, document.version)

export const versionOrder = (id: string, version: number): string => `${id}#${digits(version)}`

/** Which of a client's files a record stands in, and what that file is sorted by. */
export function placeOf(record: ExportedRecord): { readonly file: string; readonly order: string } {
  switch (record.form) {
    case 'noteseal/exported-client/1':
      return { file: 'client.json', order: '' }
    case 'noteseal/exported-session/1':
      return { file: 'sessions.jsonl', order: record.sessionId }
    case 'noteseal/exported-obligation/1':
      return { file: 'obligations.jsonl', order: record.obligation.obligationId }
    case 'noteseal/exported-note/1':
    case 'noteseal/exported-addition/1':
      return { file: 'notes.jsonl', order: noteOrder(record) }
    case 'noteseal/exported-hold/1':
      return { file: 'holds.jsonl', order: record.hold.holdId }
    case 'noteseal/exported-diagnosis/1':
      return { file: 'diagnoses.jsonl', order: record.diagnosis.diagnosisId }
    case 'noteseal/exported-measure/1':
      return { file: 'measures.jsonl', order: record.measure.measureId }
    case 'noteseal/exported-consent/1':
      return { file: 'consents.jsonl', order: record.consent.consentId }
    case 'noteseal/exported-plan/1':
      return { file: 'plans.jsonl', order: record.plan.planId }
    case 'noteseal/exported-release/1':
      return { file: 'releases.jsonl', order: record.release.releaseId }
    case 'noteseal/exported-asked/1':
      return { file: 'asked.jsonl', order: record.record.documentId }
    case 'noteseal/exported-packet/1':
      return { file: 'packets.jsonl', order: record.words.releaseId }
    case 'noteseal/exported-document/1':
      return { file: 'documents.jsonl', order: documentOrder(record) }
  }
}
