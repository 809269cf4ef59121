import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { line } from '../text.ts'

const placed = {
  holdId: ClientThingId,
  clientId: Id,
  placedBy: Id,
  placedAt: Instant,
  version: z.number().int().positive(),
}

/**
 * Keeps a record from destruction, whatever its retention says: litigation, an audit, a complaint.
 * Who placed it may not lift it: two people have to agree that it is over. The reasons are sealed.
 */
export const Hold = z.discriminatedUnion('state', [
  z.object({ ...placed, state: z.literal('placed') }),
  z.object({ ...placed, state: z.literal('lifted'), liftedBy: Id, liftedAt: Instant }),
])
export type Hold = z.infer<typeof Hold>

/** Why, in words: sealed under the client's key, shown to those who may see the hold. */
export const HoldReason = line(500)
