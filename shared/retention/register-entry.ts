import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { RetentionRule } from './policy.ts'

/**
 * Answers "what became of my record?" years after the client's own key is gone. Sealed under the
 * practice's register key before the destruction, and found by opening the register.
 */
export const RegisterEntry = z.strictObject({
  form: z.literal('noteseal/register-entry/1'),
  clientId: Id,
  name: z.string(),
  birthDate: LocalDate,
  firstServiceOn: LocalDate,
  lastServiceOn: LocalDate,
  rule: RetentionRule,
  approvedAt: Instant,
})
export type RegisterEntry = z.infer<typeof RegisterEntry>
