import { z } from 'zod'
import type { Settings } from '../practice/settings.ts'
import type { Demographics } from './demographics.ts'

/**
 * The statement that goes with each record of a Part 2 program which leaves with the patient's
 * consent: the shorter of the two that 42 CFR 2.32(a) permits, word for word. In force as amended by
 * 89 FR 12472 (February 16, 2024), which took the place of an older wording.
 */
export const part2Statement = {
  notice: '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
  citation: '42 CFR 2.32(a)(2)',
} as const

/** As it is kept in what is signed, so that a document says years later what it said at first. */
export const Part2Statement = z.object({ notice: z.string().min(1), citation: z.string() })
export type Part2Statement = z.infer<typeof Part2Statement>

/**
 * Whether a client's records are those of a program under 42 CFR Part 2 (2.11): what is said of the
 * client counts, otherwise what the practice says of all its clients. That they are is itself
 * protected: it tells that somebody is treated for substance use (42 CFR 2.12(a)(1)). So where it is
 * said of one client, it is sealed with who they are.
 */
export const isOfPart2Program = (
  { part2Program: ofAll = false }: Pick<Settings, 'part2Program'>,
  { part2Program = ofAll }: Pick<Demographics, 'part2Program'>,
): boolean => part2Program

/** What a document of such a client has to say; undefined for every other. */
export const part2StatementFor = (
  settings: Pick<Settings, 'part2Program'>,
  demographics: Pick<Demographics, 'part2Program'>,
): Part2Statement | undefined =>
  isOfPart2Program(settings, demographics) ? part2Statement : undefined
