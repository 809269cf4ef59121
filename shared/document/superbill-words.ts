import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { Instant, LocalDate } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { ServiceLine, SignedForm, SignerOnTheDay } from '../note/signed-form.ts'

const Cents = z.int().nonnegative()

/** Who provided services, as they were when they signed for them. */
export const SuperbillProvider = z.strictObject({
  ...SignerOnTheDay.shape,
  /** Who answers for their notes. */
  supervisor: SignerOnTheDay.optional(),
})
export type SuperbillProvider = z.infer<typeof SuperbillProvider>

/** One service of one session, as its signed note has it. */
export const SuperbillLine = z.strictObject({
  ...ServiceLine.shape,
  sessionId: ClientThingId,
  start: Instant,
  placeOfService: SignedForm.shape.session.shape.placeOfService,
  /** ICD-10-CM, in the order of the note. */
  diagnoses: z.array(z.string()).min(1),
  /** For all units. */
  cents: Cents,
  /** Place among the providers, from 0. */
  provider: z.int().nonnegative(),
})
export type SuperbillLine = z.infer<typeof SuperbillLine>

export const SuperbillPayment = z.strictObject({
  on: LocalDate,
  cents: Cents,
  /** `card`, `check 1107` */
  by: z.string().optional(),
})

/** What a client needs to ask an insurer for money back: what was provided, by whom, and what it cost. */
export const SuperbillWords = z.strictObject({
  kind: z.literal('superbill'),
  practice: SignedForm.shape.practice.extend({ taxId: z.string().optional() }).strict(),
  client: z.strictObject({
    name: z.string(),
    birthDate: LocalDate,
    /** Lines, as printed. */
    address: z.array(z.string()),
  }),
  insurance: z.array(
    z.strictObject({
      order: z.string(),
      payer: z.string(),
      plan: z.string().optional(),
      memberId: z.string(),
      group: z.string().optional(),
      /** Where the policy is somebody else's. */
      holder: z.string().optional(),
    }),
  ),
  from: LocalDate,
  to: LocalDate,
  providers: z.array(SuperbillProvider).min(1),
  diagnoses: z.array(z.strictObject({ code: z.string(), label: z.string().optional() })),
  lines: z.array(SuperbillLine).min(1),
  payments: z.array(SuperbillPayment),
  part2: Part2Statement.optional(),
})
export type SuperbillWords = z.infer<typeof SuperbillWords>
