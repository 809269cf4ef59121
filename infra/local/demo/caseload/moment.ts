import { type Instant, instantAt, type Zone } from '../../../../shared/clock.ts'

/** Reads a time of a row; notes a fault where there is no such moment. */
export type At = (field: string, when: string) => Instant | undefined

/**
 * @param when as `When` allows: with an offset, or a wall-clock time of the zone
 * @returns undefined where there is no such day or time
 */
export function momentOf(when: string, zone: Zone): Instant | undefined {
  const [wall, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$/.exec(when) ?? []
  const parsed = Date.parse(wall ? `${wall}:00Z` : when)
  if (Number.isNaN(parsed)) return undefined
  if (!wall) return sameDay(when, parsed) ? new Date(parsed).toISOString() : undefined
  return new Date(parsed).toISOString().startsWith(wall) ? instantAt(date, time, zone) : undefined
}

/** `Date.parse` reads 30 February as 2 March. */
function sameDay(when: string, parsed: number): boolean {
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d{2}):(\d{2})$/.exec(when) ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return new Date(parsed + offset * 60_000).toISOString().startsWith(when.slice(0, 16))
}
