import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'

/** How far an obligation has been flagged; each level is reached exactly once. */
export const Level = z.enum(['none', 'reminder', 'late', 'supervisor'])
export type Level = z.infer<typeof Level>

export const Flag = z.object({
  level: z.enum(['reminder', 'late', 'supervisor']),
  dueAt: Instant,
  at: Instant,
})
export type Flag = z.infer<typeof Flag>

/** A piece of writing that somebody owes: the note of a session, a supervisor's co-signature. */
export const Obligation = z.object({
  obligationId: Id,
  clientId: Id,
  kind: z.enum(['note', 'co-signature']),
  sessionId: ClientThingId,
  noteId: ClientThingId.optional(),
  /** Who owes it. */
  memberId: Id,
  /** Whom the last level tells, if anybody supervises. */
  supervisorId: Id.optional(),
  /** Who provided the service, where somebody else owes its note: it was handed over. */
  providedBy: Id.optional(),
  sessionStart: Instant,
  dueAt: Instant,
  /** When the next level is reached; absent after the last. What the sweep's index is sorted by. */
  flagAt: Instant.optional(),
  level: Level,
  state: z.enum(['open', 'done', 'cancelled']),
  /** Each level that was flagged, for which due time, and when. */
  flags: z.array(Flag).optional(),
})
export type Obligation = z.infer<typeof Obligation>
