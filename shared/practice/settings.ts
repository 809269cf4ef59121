import { z } from 'zod'
import { Zone } from '../clock.ts'
import { Id } from '../id.ts'
import { Npi } from '../member/npi.ts'
import { RetentionPolicy } from '../retention/policy.ts'
import { line } from '../text.ts'
import { FeeTable, TaxId } from './fees.ts'

/** When a note is owed and who hears of it when it is not there. Hours; one rule per practice. */
export const LateRule = z
  .object({
    /** After the session's end. 24 by default: practice policy, not law (rule `late.seed`). */
    dueAfterHours: z
      .number()
      .positive()
      .max(24 * 14),
    /** Before the due time. */
    reminderBeforeHours: z
      .number()
      .nonnegative()
      .max(24 * 14),
    /** After the due time. */
    supervisorAfterHours: z
      .number()
      .nonnegative()
      .max(24 * 30),
  })
  .refine((rule) => rule.reminderBeforeHours <= rule.dueAfterHours, {
    path: ['reminderBeforeHours'],
    message: 'must not be before the session ends',
  })
export type LateRule = z.infer<typeof LateRule>

export const defaultLateRule: LateRule = {
  dueAfterHours: 24,
  reminderBeforeHours: 4,
  supervisorAfterHours: 24,
}

/** What a practice decides for itself. */
export const Settings = z.object({
  practiceId: Id,
  name: line(120),
  /** Lines, as printed. */
  address: z.array(line(80)).min(1).max(5),
  phone: line(40).optional(),
  npi: Npi.optional(),
  taxId: TaxId.optional(),
  zone: Zone,
  paper: z.enum(['us-letter', 'a4']),
  lateRule: LateRule,
  /** The local hour from which the morning's digest goes out. */
  digestHour: z.number().int().min(0).max(23),
  /** How long after a supervised clinician's signature the supervisor's is due. */
  coSignatureWithinHours: z
    .number()
    .positive()
    .max(24 * 60),
  /** All its records are those of a substance use program (42 CFR Part 2), unless a client’s say otherwise. */
  part2Program: z.boolean().optional(),
  /** What services cost; one that is not in it cannot be on a superbill. */
  fees: FeeTable.optional(),
  /** How long records are kept. */
  retention: RetentionPolicy,
  version: z.number().int().positive(),
})
export type Settings = z.infer<typeof Settings>
