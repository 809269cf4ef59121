import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, derivedId, partsOf } from '../id.ts'

/** What the records know of a stored document. Opaque ids, hashes and sizes: no PHI. */
export const DocumentItem = z.object({
  documentId: ClientThingId,
  kind: z.literal('progress-note'),
  noteId: ClientThingId,
  version: z.number().int().positive(),
  /** Of the object in the documents bucket. */
  key: z.string(),
  /** Of the sealed PDF, in hexadecimal. */
  sha256: z.string(),
  bytes: z.number().int(),
  pages: z.number().int(),
  /** When the newest part of it was signed. */
  createdAt: Instant,
  /** As in the PDF's metadata, canonical JSON. */
  manifest: z.string(),
})
export type DocumentItem = z.infer<typeof DocumentItem>

/** One id for one version of one note's document: the same whenever it is made. */
export function documentIdOf(noteId: ClientThingId, version: number): ClientThingId {
  return `${partsOf(noteId).clientId}.${derivedId('progress-note', noteId, String(version))}`
}
