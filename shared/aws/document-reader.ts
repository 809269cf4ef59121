import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientDocument, isOfNote, isOfPacket, isOfPlan } from '../document/document-item.ts'
import { ClientThingId, Id } from '../id.ts'
import type { Table } from './table.ts'

/** What a note's header tells of it: enough to decide who may have its PDF. */
const NoteOfDocument = z.object({
  noteId: ClientThingId,
  authorId: Id,
  sessionStart: Instant,
  state: z.enum(['draft', 'signed', 'entered-in-error']),
})

export interface FoundDocument {
  readonly document: ClientDocument
  /** Of a note's. */
  readonly authorId?: Id
  /** Of the session that its note is of, where it is a note's. */
  readonly sessionStart?: Instant
  readonly enteredInError: boolean
  /** The newest version of its note's document; every other kind has one version. */
  readonly current: boolean
}

/** Finds documents by what the records know of them. Nothing sealed is read on the way. */
export class DocumentReader {
  readonly #records: Table

  constructor(records: Table) {
    this.#records = records
  }

  /** All of a client's, the latest first. */
  async of(practiceId: Id, clientId: Id): Promise<FoundDocument[]> {
    const pk = `P#${practiceId}#C#${clientId}`
    const [documents, headers] = await Promise.all([
      this.#records.all(pk, 'DOC#'),
      this.#records.all(pk, 'H#'),
    ])
    const notes = new Map(
      headers.map((item) => NoteOfDocument.parse(item)).map((note) => [note.noteId, note]),
    )
    const items = documents.map((item) => ClientDocument.parse(item))
    const newest = new Map<ClientThingId, number>()
    for (const { noteId, version } of items.filter(isOfNote))
      newest.set(noteId, Math.max(version, newest.get(noteId) ?? 0))
    return items
      .flatMap((document): FoundDocument[] => {
        if (isOfPlan(document) || isOfPacket(document))
          return [{ document, enteredInError: false, current: true }]
        const note = document.noteId === undefined ? undefined : notes.get(document.noteId)
        const enteredInError = note?.state === 'entered-in-error'
        if (!isOfNote(document)) {
          const sessionStart = note && { sessionStart: note.sessionStart }
          return [{ document, ...sessionStart, enteredInError, current: true }]
        }
        if (!note) return []
        return [
          {
            document,
            authorId: note.authorId,
            sessionStart: note.sessionStart,
            enteredInError,
            current: document.version === newest.get(document.noteId),
          },
        ]
      })
      .sort((a, b) => (documentPlace(a) > documentPlace(b) ? -1 : 1))
  }
}

/** Where a document stands among a client's: by time, then by its own id. */
export const documentPlace = ({ document }: Pick<FoundDocument, 'document'>): string =>
  `${document.createdAt}~${document.documentId}`
