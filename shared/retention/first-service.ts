import { type LocalDate, localDate, type Zone } from '../clock.ts'
import type { SessionHeader } from '../session/session.ts'

/** The first day of service, planned or held, in the practice's calendar; undefined without one. */
export function firstServiceOn(
  sessions: readonly SessionHeader[],
  zone: Zone,
): LocalDate | undefined {
  const starts = sessions
    .filter(({ status }) => status === 'held' || status === 'planned')
    .map(({ start, plannedStart }) => start ?? plannedStart)
  const [first] = starts.sort()
  return first && localDate(first, zone)
}
