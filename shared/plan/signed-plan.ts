import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { Instant, LocalDate } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { MeasureSeries } from '../measure/measure-series.ts'
import { ElectronicSignature, SignedForm } from '../note/signed-form.ts'
import { PlanWords } from './plan-words.ts'

/**
 * All that a signed treatment plan says, as it stood when it was signed: nothing in it is looked up
 * again. Sealed under the client's key; the ledger commits to it.
 */
export const SignedPlan = z.object({
  form: z.literal('noteseal/signed-plan/1'),
  planId: ClientThingId,
  practice: SignedForm.shape.practice,
  client: SignedForm.shape.client,
  plan: PlanWords,
  /** Of the instruments that its goals name, as far as they had been taken. */
  measures: z.array(MeasureSeries),
  /** The plan that was in force until then. */
  former: z.object({ planId: ClientThingId, from: LocalDate }).optional(),
  written: z.object({ openedAt: Instant, lastSavedAt: Instant }),
  part2: Part2Statement.optional(),
  signature: ElectronicSignature,
  /** Position of this signing in the client's chain. */
  ledger: SignedForm.shape.ledger,
  /** 32 random bytes: with them, and only with them, the commitment can be checked. */
  nonce: z.base64(),
})
export type SignedPlan = z.infer<typeof SignedPlan>
