import { z } from 'zod'
import { Instant } from '../clock.ts'
import { NoteDocument } from '../document/document-item.ts'
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
  readonly document: NoteDocument
  readonly authorId: Id
  /** Of the session that its note is of. */
  readonly sessionStart: Instant
  readonly enteredInError: boolean
  /** The newest version of its note's document. */
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
    const items = documents.map((item) => NoteDocument.parse(item))
    return items
      .flatMap((document): FoundDocument[] => {
        const note = notes.get(document.noteId)
        if (!note) return []
        return [
          {
            document,
            authorId: note.authorId,
            sessionStart: note.sessionStart,
            enteredInError: note.state === 'entered-in-error',
            current: items.every(
              ({ noteId, version }) => noteId !== document.noteId || version <= document.version,
            ),
          },
        ]
      })
      .sort((a, b) => (documentPlace(a) > documentPlace(b) ? -1 : 1))
  }
}

/** Where a document stands among a client's: by time, then by its own id. */
export const documentPlace = ({ document }: Pick<FoundDocument, 'document'>): string =>
  `${document.createdAt}~${document.documentId}`
