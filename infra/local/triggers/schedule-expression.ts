/** When something is due next. Milliseconds since 1970. */
export interface Recurrence {
  /** The first moment after `after`; undefined where there is none. */
  next(after: number): number | undefined
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNIT: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY }

/**
 * Reads `rate(5 minutes)` or `cron(10 2 * * ? *)`: minute, hour, day of month, month, day of week
 * (1 is Sunday), year.
 *
 * @param zone IANA zone in which a cron expression is meant
 * @throws Error on anything else that EventBridge Scheduler would take (`at`, `L`, `W`, `#`)
 */
export function recurrence(expression: string, zone = 'UTC'): Recurrence {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  if (rate) {
    const every = Number(rate[1]) * (UNIT[rate[2] ?? ''] ?? 0)
    return { next: (after) => after + every }
  }
  const fields = /^cron\(([^)]+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/)
  if (fields?.length !== 6) throw new Error(`The schedule ${expression} is not known here`)
  return cron(fields, zone)
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

function cron(fields: readonly string[], zone: string): Recurrence {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  const minutes = field(minute, 0, 59)
  const hours = field(hour, 0, 23)
  const daysOfMonth = field(dayOfMonth, 1, 31)
  const months = field(month, 1, 12, MONTHS)
  const daysOfWeek = field(dayOfWeek, 1, 7, DAYS)
  const years = field(year, 1970, 2199)
  const clock = wallClock(zone)
  const isDueDay = (at: WallTime) =>
    years(at.year) && months(at.month) && daysOfMonth(at.day) && daysOfWeek(at.weekday)
  return {
    next: (after) => {
      let at = Math.floor(after / MINUTE) * MINUTE + MINUTE
      const end = at + 5 * 366 * DAY
      while (at < end) {
        const wall = clock(at)
        const restOfHour = (60 - wall.minute) * MINUTE
        // A day may have 23 or 25 hours: its last ones are gone through one by one.
        if (!isDueDay(wall)) at += restOfHour + Math.max(0, 21 - wall.hour) * HOUR
        else if (!hours(wall.hour)) at += restOfHour
        else if (!minutes(wall.minute)) at += MINUTE
        else return at
      }
      return undefined
    },
  }
}

/** One field of a cron expression as a test of numbers: `*`, `?`, `5`, `1-5`, `0/15`, `MON,WED`. */
function field(
  text: string,
  low: number,
  high: number,
  names: readonly string[] = [],
): (value: number) => boolean {
  const number = (part: string): number => {
    const named = names.indexOf(part.toUpperCase())
    const value = named >= 0 ? named + low : Number(part)
    if (!Number.isInteger(value) || value < low || value > high)
      throw new Error(`${part} is not between ${low} and ${high} in a cron expression`)
    return value
  }
  const allowed = new Set<number>()
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/')
    const [from = '', to] =
      range === '*' || range === '?' ? [String(low), String(high)] : range.split('-')
    const first = number(from)
    const last = to === undefined ? (step === undefined ? first : high) : number(to)
    const stride = step === undefined ? 1 : number(step)
    for (let value = first; value <= last; value += Math.max(1, stride)) allowed.add(value)
  }
  return (value) => allowed.has(value)
}

interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  /** 1 is Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
}

function wallClock(zone: string): (at: number) => WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    return {
      year: number('year'),
      month: number('month'),
      day: number('day'),
      weekday: DAYS.indexOf(String(parts.get('weekday')).toUpperCase()) + 1,
      hour: number('hour'),
      minute: number('minute'),
    }
  }
}
