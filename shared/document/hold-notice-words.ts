import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { Instant } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { Role } from '../member/member.ts'
import { SignedForm } from '../note/signed-form.ts'
import { HoldCause } from '../retention/hold.ts'

/**
 * What was said to counsel, or by them, is privileged. So the words of a reason are in a notice only
 * where whoever gave them says that everybody may read them.
 */
const Act = z.strictObject({
  by: z.strictObject({ name: z.string(), credentials: z.string(), roles: z.array(Role) }),
  at: Instant,
  reason: z.string().optional(),
})

/** All that the notice of a hold says, as it stood when the hold was placed or lifted. */
export const HoldNoticeWords = z.strictObject({
  kind: z.literal('hold-notice'),
  practice: SignedForm.shape.practice,
  client: SignedForm.shape.client.pick({ id: true, name: true, birthDate: true }).strict(),
  holdId: ClientThingId,
  cause: HoldCause,
  placed: Act,
  /** Absent in the first notice, which says that the hold was placed. */
  lifted: Act.optional(),
  /** Holds that keep the record besides, at that moment. */
  otherHolds: z.int().nonnegative(),
  part2: Part2Statement.optional(),
})
export type HoldNoticeWords = z.infer<typeof HoldNoticeWords>
