import { describe, expect, it } from 'vitest'
import { instantAt, localDate, localTime, spokenTime, Timestamp, Zone } from '../shared/clock.ts'

const chicago = 'America/Chicago'

describe('instantAt', () => {
  it.each([
    ['in winter', '2026-01-15', '09:30', chicago, '2026-01-15T15:30:00.000Z'],
    ['in summer', '2026-07-15', '09:30', chicago, '2026-07-15T14:30:00.000Z'],
    [
      'just before the clock goes forward',
      '2026-03-08',
      '01:59',
      chicago,
      '2026-03-08T07:59:00.000Z',
    ],
    ['in the hour that is skipped', '2026-03-08', '02:30', chicago, '2026-03-08T08:30:00.000Z'],
    [
      'just after the clock went forward',
      '2026-03-08',
      '03:00',
      chicago,
      '2026-03-08T08:00:00.000Z',
    ],
    [
      'in the hour that comes twice: the first',
      '2026-11-01',
      '01:30',
      chicago,
      '2026-11-01T06:30:00.000Z',
    ],
    ['after the hour that comes twice', '2026-11-01', '02:00', chicago, '2026-11-01T08:00:00.000Z'],
    ['half an hour off', '2026-05-01', '09:00', 'Asia/Kolkata', '2026-05-01T03:30:00.000Z'],
    ['far to the east', '2026-05-01', '00:15', 'Pacific/Kiritimati', '2026-04-30T10:15:00.000Z'],
  ])('finds the moment %s', (_when, date, time, zone, moment) => {
    expect(instantAt(date, time, zone)).toBe(moment)
  })

  it('shows the same wall clock again, on every half hour of a year that is not skipped', () => {
    for (let day = 0; day < 365; day += 1) {
      const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
      for (const time of ['00:00', '01:30', '03:00', '12:30', '23:30']) {
        const shown = localTime(instantAt(date, time, chicago), chicago)
        expect(`${shown.date} ${shown.hour}:${shown.minute}`).toBe(
          `${date} ${Number(time.slice(0, 2))}:${Number(time.slice(3))}`,
        )
      }
    }
  })
})

it('a day is the practice’s own, not UTC’s', () => {
  expect(localDate('2026-03-01T05:59:59.999Z', chicago)).toBe('2026-02-28')
  expect(localDate('2026-03-01T06:00:00.000Z', chicago)).toBe('2026-03-01')
})

it('times are spoken with their zone', () => {
  expect(spokenTime('2026-03-08T08:30:00.000Z', chicago)).toBe('March 8, 2026, 3:30 AM CDT')
})

it('any offset becomes UTC', () => {
  expect(Timestamp.parse('2026-03-08T09:30:00-05:00')).toBe('2026-03-08T14:30:00.000Z')
  expect(Timestamp.safeParse('2026-03-08 09:30').success).toBe(false)
})

it.each(['Mars/Olympus', '', 'CSTX', '+25:00'])('refuses the zone %j', (zone) => {
  expect(Zone.safeParse(zone).success).toBe(false)
})
