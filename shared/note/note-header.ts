import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import type { Note } from './note.ts'

/** What a list shows of a note: nothing that was written in it. */
export const NoteHeader = z.object({
  noteId: ClientThingId,
  sessionId: ClientThingId,
  groupId: Id.optional(),
  authorId: Id,
  template: z.string(),
  state: z.enum(['draft', 'signed', 'entered-in-error']),
  sessionStart: Instant,
  openedAt: Instant,
  dueAt: Instant,
  signedAt: Instant.optional(),
  /** Signed after it was due. */
  late: z.boolean().optional(),
  addenda: z.number().int().optional(),
  coSignature: z.enum(['due', 'done']).optional(),
  enteredInErrorAt: Instant.optional(),
})
export type NoteHeader = z.infer<typeof NoteHeader>

export const noteHeader = (note: Note): NoteHeader => NoteHeader.parse(note)
