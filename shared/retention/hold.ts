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

/** Why, as a class: all that a notice says of it, unless the words may be shown. */
export const HoldCause = z.enum(['litigation', 'audit', 'complaint', 'request', 'other'])
export type HoldCause = z.infer<typeof HoldCause>

/** Why, in words: sealed under the client's key, shown to those who may see the hold. */
export const HoldReason = line(500)

/** As a reason is sealed: of placing and of lifting one each. The ledger commits to all but the nonce. */
export const HoldRecord = z.strictObject({
  form: z.literal('noteseal/hold/1'),
  holdId: ClientThingId,
  act: z.enum(['placed', 'lifted']),
  reason: z.string(),
  /** Where a notice was made of it. */
  cause: HoldCause.optional(),
  nonce: z.base64(),
})
export type HoldRecord = z.infer<typeof HoldRecord>
