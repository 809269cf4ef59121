import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { prose } from '../text.ts'

/**
 * The words of a process note (HIPAA's psychotherapy note, 45 CFR 164.501): the author's own, apart
 * from the record, and never required to be complete.
 */
export const ProcessNoteText = z.strictObject({
  text: prose(10_000_000).refine((text) => text.trim() !== '', 'is empty'),
})
export type ProcessNoteText = z.infer<typeof ProcessNoteText>

/** All that may be known of one without opening it. */
export const ProcessNote = z.object({
  processNoteId: ClientThingId,
  clientId: Id,
  authorId: Id,
  createdAt: Instant,
  changedAt: Instant,
  version: z.number().int().positive(),
})
export type ProcessNote = z.infer<typeof ProcessNote>
