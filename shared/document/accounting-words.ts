import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { LocalDate } from '../clock.ts'
import { SignedForm } from '../note/signed-form.ts'
import { Disclosure } from '../release/accounting.ts'

/** What a client is told of disclosures by others' right than theirs: 45 CFR 164.528. */
export const AccountingWords = z.strictObject({
  kind: z.literal('accounting-of-disclosures'),
  practice: SignedForm.shape.practice,
  client: SignedForm.shape.client,
  from: LocalDate,
  to: LocalDate,
  disclosures: z.array(Disclosure),
  part2: Part2Statement.optional(),
})
export type AccountingWords = z.infer<typeof AccountingWords>
