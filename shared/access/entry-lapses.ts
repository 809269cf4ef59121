import type { Instant } from '../clock.ts'

/** Six years, as 45 CFR 164.316(b)(2)(i) asks. */
const KEPT_YEARS = 6

/** When an access entry of this moment is let go. */
export function entryLapses(at: Instant): Instant {
  const day = new Date(at)
  day.setUTCFullYear(day.getUTCFullYear() + KEPT_YEARS)
  return day.toISOString()
}
