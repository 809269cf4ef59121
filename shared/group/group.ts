import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { line, prose } from '../text.ts'

/** Twelve clients: the most that Medicare allows (LCD L33632), and what one transaction holds. */
export const LARGEST_GROUP = 12

/** One appointment of several clients: each has a session of their own that belongs to it. */
export const Group = z.object({
  groupId: Id,
  /** Who leads it, and owes each client's note. */
  memberId: Id,
  start: Instant,
  end: Instant,
  /** What the practice calls the group. Sealed: it may tell what its members come for. */
  title: line(120).optional(),
  roster: z.array(z.object({ clientId: Id, sessionId: ClientThingId })),
  version: z.number().int().positive(),
})
export type Group = z.infer<typeof Group>

const SectionKey = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not the key of a section')

/**
 * What is the same in every client's note of a group session: drafted once, under the group's key,
 * and copied at signing under each client's own. Names no client.
 */
export const SharedPart = z.strictObject({
  /** The text of each section by its key. */
  sections: z.record(SectionKey, prose(100_000)),
})
export type SharedPart = z.infer<typeof SharedPart>
