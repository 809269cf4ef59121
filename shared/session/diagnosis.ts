import { z } from 'zod'
import { line } from '../text.ts'

/**
 * The form of an ICD-10-CM code: letter, digit, letter or digit, then a dot and up to four more. Only
 * the form: whether there is such a code depends on the date of service.
 *
 * @see CMS, ICD-10-CM code structure (rule `codes.icd10`)
 */
export const DiagnosisCode = z
  .string()
  .regex(
    /^[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?$/,
    'is not an ICD-10-CM code: a letter, a digit, a letter or digit, and after a dot up to four more',
  )
export type DiagnosisCode = z.infer<typeof DiagnosisCode>

export const Diagnosis = z.strictObject({
  code: DiagnosisCode,
  /** The clinician's own words for it. */
  label: line(120).optional(),
})
export type Diagnosis = z.infer<typeof Diagnosis>

/** The order counts: the first is what the session was mainly about. A claim takes twelve. */
export const Diagnoses = z
  .array(Diagnosis)
  .max(12)
  .refine((all) => new Set(all.map(({ code }) => code)).size === all.length, 'names a code twice')
