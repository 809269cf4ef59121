import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'

const whatever = {
  planId: ClientThingId,
  practiceId: Id,
  clientId: Id,
  authorId: Id,
  /** Goes up with every change; the plan's ETag. */
  version: z.int().positive(),
  /** Which saved state the draft is, or was when it was signed or discarded. */
  revision: z.int().positive(),
  openedAt: Instant,
  savedAt: Instant.optional(),
  /** The plan that was in force when this one was opened: it reviews that one's goals. */
  reviews: ClientThingId.optional(),
}

const signed = {
  signedAt: Instant,
  /** As the plan says, all three. */
  from: LocalDate,
  reviewOn: LocalDate,
  estimatedEndOn: LocalDate,
}

const ended = { endedAt: Instant, endedBy: Id }

/**
 * What is known of a treatment plan without opening it: its dates and states, no word. draft → signed
 * → superseded by the next, or ended; a draft that comes to nothing is discarded. Never back.
 */
export const TreatmentPlan = z.discriminatedUnion('state', [
  z.object({ ...whatever, state: z.literal('draft') }),
  z.object({ ...whatever, ...ended, state: z.literal('discarded') }),
  z.object({ ...whatever, ...signed, state: z.literal('signed') }),
  z.object({
    ...whatever,
    ...signed,
    state: z.literal('superseded'),
    supersededAt: Instant,
    supersededBy: ClientThingId,
  }),
  z.object({ ...whatever, ...signed, ...ended, state: z.literal('ended') }),
])
export type TreatmentPlan = z.infer<typeof TreatmentPlan>
export type PlanIn<S extends TreatmentPlan['state']> = Extract<TreatmentPlan, { state: S }>

/** As it is sealed why a plan was ended, or a draft discarded. The ledger commits to all but the nonce. */
export const PlanEndRecord = z.strictObject({
  form: z.literal('noteseal/plan-end/1'),
  planId: ClientThingId,
  reason: z.string(),
  nonce: z.base64(),
})
export type PlanEndRecord = z.infer<typeof PlanEndRecord>
