import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { Commitment } from '../ledger/commitment.ts'
import { EventSignature } from '../ledger/event.ts'
import { SignedNote } from '../note/note.ts'
import { type DocumentItem, NoteDocument } from './document-item.ts'

/** The event of one signature, and where in its chain it stood. */
export const SigningEvent = z.strictObject({
  seq: z.int().positive(),
  chain: z.string(),
  type: z.enum(['note_signed', 'note_co_signed', 'addendum_signed']),
  actorId: Id,
  at: Instant,
  about: z.record(z.string(), z.string()),
  commitment: Commitment,
  signature: EventSignature,
})
export type SigningEvent = z.infer<typeof SigningEvent>

/**
 * What records and ledger openly say of a document and of the note that it shows: ids, times and
 * numbers, no word of anybody's. It lies beside the PDF and the sealed forms, where no restore of a
 * table reaches, so that a signed note which a restore lost is put back without opening it.
 */
export const DocumentRecord = z.strictObject({
  form: z.literal('noteseal/document-record/1'),
  /** As it was when this version was rendered. */
  note: SignedNote,
  document: NoteDocument,
  /** The signing, then every addition that this version shows, in their order. */
  events: z.array(SigningEvent).min(1),
})
export type DocumentRecord = z.infer<typeof DocumentRecord>

/** Beside the PDF, under the same name. */
export const documentRecordKey = ({ key }: Pick<DocumentItem, 'key'>): string =>
  key.replace(/\.pdf$/, '.json')
