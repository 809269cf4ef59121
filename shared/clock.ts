import { z } from 'zod'

/** A moment in UTC, RFC 3339 with milliseconds: `2026-03-08T09:30:00.000Z`. Sorts as text. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'is not a UTC time with milliseconds')
  .refine(isMoment, 'is not a moment that exists')
export type Instant = z.infer<typeof Instant>

/** RFC 3339 with any offset, as callers write it; becomes an `Instant`. */
export const Timestamp = z.iso
  .datetime({ offset: true })
  .transform((text): Instant => new Date(text).toISOString())

/** A day in the practice's own calendar: `2026-03-08`. */
export const LocalDate = z.iso.date()
export type LocalDate = z.infer<typeof LocalDate>

/** An IANA zone that this runtime knows: `America/Chicago`. */
export const Zone = z.string().refine(isZone, 'is not an IANA time zone')
export type Zone = z.infer<typeof Zone>

/** The time now. Handed in, so that every rule can be tried at any moment. */
export type Clock = () => Instant

export const systemClock: Clock = () => new Date().toISOString()

export function plusMilliseconds(at: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(at) + milliseconds).toISOString()
}

export const plusMinutes = (at: Instant, minutes: number) => plusMilliseconds(at, minutes * 60_000)

export const plusHours = (at: Instant, hours: number) => plusMilliseconds(at, hours * 3_600_000)

export function minutesBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000
}

export const dayAfter = (day: LocalDate): LocalDate =>
  plusHours(`${day}T00:00:00.000Z`, 24).slice(0, 10)

/** The wall clock of a zone at a moment: day, and hour and minute of the day. */
export function localTime(
  at: Instant,
  zone: Zone,
): { date: LocalDate; hour: number; minute: number } {
  const parts = Object.fromEntries(
    formatters(zone)
      .parts.formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  )
  const { year, month, day, hour, minute } = parts
  return { date: `${year}-${month}-${day}`, hour: Number(hour), minute: Number(minute) }
}

export function localDate(at: Instant, zone: Zone): LocalDate {
  return localTime(at, zone).date
}

/** For people: `8 March 2026, 3:30 AM CDT`. */
export function spokenTime(at: Instant, zone: Zone): string {
  const { day, time } = formatters(zone)
  const moment = new Date(at)
  // ICU writes a narrow no-break space before AM and PM; a plain one is safe in every font.
  return `${day.format(moment)}, ${time.format(moment)}`.replaceAll('\u202f', ' ')
}

interface Formatters {
  /** To be taken apart. */
  readonly parts: Intl.DateTimeFormat
  readonly day: Intl.DateTimeFormat
  readonly time: Intl.DateTimeFormat
}

/** Making one takes longer than laying out a paragraph. */
const known = new Map<Zone, Formatters>()

function formatters(zone: Zone): Formatters {
  const made = known.get(zone) ?? {
    parts: new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
    day: new Intl.DateTimeFormat('en-US', { timeZone: zone, dateStyle: 'long' }),
    time: new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }),
  }
  known.set(zone, made)
  return made
}

/** Asked of any text, as a refinement runs even where the pattern before it said no. */
function isMoment(text: string): boolean {
  const milliseconds = Date.parse(text)
  return Number.isFinite(milliseconds) && new Date(milliseconds).toISOString() === text
}

function isZone(text: string): boolean {
  try {
    formatters(text)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * The moment at which a zone's wall clock shows a day and time. Of an hour that a clock change
 * repeats it is the first; of one that it skips, the moment as far after the change as the time is
 * after the skipped hour's start.
 *
 * @param time `HH:MM`, 24 hours
 */
export function instantAt(date: LocalDate, time: string, zone: Zone): Instant {
  const wanted = Date.parse(`${date}T${time}:00.000Z`)
  const offsetAt = (moment: number) => {
    const { date: day, hour, minute } = localTime(new Date(moment).toISOString(), zone)
    const shown = Date.parse(`${day}T00:00:00.000Z`) + (hour * 60 + minute) * 60_000
    return shown - Math.floor(moment / 60_000) * 60_000
  }
  // A day before and after, any change of the clock between them is behind us or ahead.
  const [before, after] = [offsetAt(wanted - 86_400_000), offsetAt(wanted + 86_400_000)]
  const candidates = [wanted - before, wanted - after].filter(
    (moment) => moment + offsetAt(moment) === wanted,
  )
  return new Date(candidates.length > 0 ? Math.min(...candidates) : wanted - before).toISOString()
}
