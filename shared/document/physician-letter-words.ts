import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { LocalDate } from '../clock.ts'
import { SignedForm, SignerOnTheDay } from '../note/signed-form.ts'
import { DiagnosisCode } from '../session/diagnosis.ts'
import { line } from '../text.ts'

/** What a clinician writes to the client's physician about. */
export const LetterOccasion = z.enum([
  'treatment-begun',
  'treatment-changed',
  'treatment-ended',
  'coordination',
])
export type LetterOccasion = z.infer<typeof LetterOccasion>

/** To whom it goes: as on the envelope. */
export const LetterRecipient = z.strictObject({
  name: line(120),
  practice: line(120).optional(),
  address: z.array(line(120)).max(5).default([]),
  fax: line(40).optional(),
})
export type LetterRecipient = z.infer<typeof LetterRecipient>

/**
 * A letter to the client's primary-care physician, for treatment (45 CFR 164.506(c)(2)): what its
 * clinician wrote and chose. Nothing of any note is in it.
 */
export const PhysicianLetterWords = z.strictObject({
  kind: z.literal('physician-letter'),
  practice: SignedForm.shape.practice,
  client: SignedForm.shape.client,
  writer: SignerOnTheDay,
  recipient: LetterRecipient,
  occasion: LetterOccasion,
  /** In the clinician's words. */
  text: z.string().min(1),
  /** On file and not resolved, where the clinician chose to name them. */
  diagnoses: z.array(z.strictObject({ code: DiagnosisCode, label: z.string(), since: LocalDate })),
  part2: Part2Statement.optional(),
})
export type PhysicianLetterWords = z.infer<typeof PhysicianLetterWords>
