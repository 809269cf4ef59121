import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { DiagnosisCode } from '../session/diagnosis.ts'
import { line } from '../text.ts'

/** What a diagnosis says. Sealed as a whole. */
export const DiagnosisWords = z
  .strictObject({
    code: DiagnosisCode,
    /** The clinician's own words for it. */
    label: line(200),
    since: LocalDate,
    /** The day from which it is no longer one of the client's. */
    resolvedOn: LocalDate.optional(),
    /** What treatment is mainly for: one of those that are not resolved, at most. */
    principal: z.literal(true).optional(),
  })
  .refine(({ since, resolvedOn }) => resolvedOn === undefined || resolvedOn >= since, {
    path: ['resolvedOn'],
    message: 'must not be before since',
  })
  .refine(({ resolvedOn, principal }) => !(resolvedOn && principal), {
    path: ['principal'],
    message: 'cannot be what is resolved',
  })
export type DiagnosisWords = z.infer<typeof DiagnosisWords>

/** What is known of a diagnosis openly. */
export const RecordedDiagnosis = z.object({
  diagnosisId: ClientThingId,
  clientId: Id,
  recordedBy: Id,
  recordedAt: Instant,
  changedBy: Id.optional(),
  changedAt: Instant.optional(),
  /** The version that the client's list had when this was last written. */
  version: z.int().positive(),
})
export type RecordedDiagnosis = z.infer<typeof RecordedDiagnosis>

/** A diagnosis with what it says. */
export interface WholeDiagnosis {
  readonly diagnosis: RecordedDiagnosis
  readonly words: DiagnosisWords
}

/** As a diagnosis is sealed. The ledger commits to all but the nonce. */
export const DiagnosisRecord = z.strictObject({
  form: z.literal('noteseal/diagnosis/1'),
  diagnosisId: ClientThingId,
  words: DiagnosisWords,
  nonce: z.base64(),
})
export type DiagnosisRecord = z.infer<typeof DiagnosisRecord>
