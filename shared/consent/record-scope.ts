import { z } from 'zod'
import { LocalDate } from '../clock.ts'

/**
 * The parts of a record that may be given to somebody. Process notes are none of them: what is typed
 * by this list cannot name one (45 CFR 164.508(a)(2)).
 */
export const RecordSection = z.enum([
  'demographics',
  'insurance',
  'diagnoses',
  /** Dates, times and codes of sessions, with what was charged. */
  'services',
  'intake-assessments',
  'treatment-plans',
  'progress-notes',
  'discharge-summaries',
  'measures',
  'consents',
  /** Credentials and licences of those who signed. */
  'signatures',
  'letters',
  /** Accountings: to whom what left before. */
  'disclosures',
])
export type RecordSection = z.infer<typeof RecordSection>

/** How much of a record: which parts, and of which days of service. */
export const RecordScope = z
  .strictObject({
    /** `all`: the whole record. Otherwise the least that serves the purpose. */
    sections: z.union([
      z.literal('all'),
      z
        .array(RecordSection)
        .min(1)
        .refine((all) => new Set(all).size === all.length, 'names a section twice'),
    ]),
    from: LocalDate.optional(),
    to: LocalDate.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before from',
  })
export type RecordScope = z.infer<typeof RecordScope>

/** Whether one scope covers another: each section of it, on each of its days. */
export function covers(wide: RecordScope, narrow: RecordScope): boolean {
  return coversSections(wide, narrow) && coversDays(wide, narrow)
}

export function coversSections({ sections: wide }: RecordScope, { sections }: RecordScope) {
  if (wide === 'all') return true
  return sections !== 'all' && sections.every((each) => wide.includes(each))
}

export function coversDays(wide: RecordScope, { from, to }: RecordScope): boolean {
  const begins = wide.from === undefined || (from !== undefined && from >= wide.from)
  const ends = wide.to === undefined || (to !== undefined && to <= wide.to)
  return begins && ends
}

/** Whether something of a section, from a day, is within a scope. What has no day is of any. */
export function isWithin(
  { sections, from, to }: RecordScope,
  section: RecordSection,
  day?: LocalDate,
): boolean {
  if (sections !== 'all' && !sections.includes(section)) return false
  if (day === undefined) return true
  return (from === undefined || day >= from) && (to === undefined || day <= to)
}
