import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { RetentionFacts } from '../retention/policy.ts'

export const ClientState = z.enum(['active', 'closed'])
export type ClientState = z.infer<typeof ClientState>

/** A client's file as it can be known without opening anything: who works with them, not who they are. */
export const Client = z.object({
  clientId: Id,
  practiceId: Id,
  state: ClientState,
  /** The members who work with this client. */
  careTeam: z.array(Id),
  /** The members who are kept out of this record, whatever their role: deny wins. */
  barred: z.array(Id),
  openDrafts: z.number().int().nonnegative(),
  /** Holds that nobody has lifted: while there is one, nothing of the record is destroyed. */
  holds: z.number().int().nonnegative(),
  /** What the record's earliest disposal is reckoned from. */
  retention: RetentionFacts,
  openedAt: Instant,
  /** Goes up with every change of demographics, state or care team; not with drafts, holds or sessions. */
  version: z.number().int().positive(),
})
export type Client = z.infer<typeof Client>
