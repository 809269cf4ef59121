import { describe, expect, it } from 'vitest'
import { recurrence } from '../../../../infra/local/triggers/schedule-expression.ts'

const next = (expression: string, after: string, zone?: string) => {
  const at = recurrence(expression, zone).next(Date.parse(after))
  return at === undefined ? undefined : new Date(at).toISOString()
}

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-03-08T09:30:15.000Z', '2026-03-08T09:31:15.000Z'],
    ['rate(5 minutes)', '2026-03-08T09:30:00.000Z', '2026-03-08T09:35:00.000Z'],
    ['rate(2 hours)', '2026-03-08T23:30:00.000Z', '2026-03-09T01:30:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-03-08T09:30:00.000Z', '2026-03-08T09:45:00.000Z'],
    ['cron(10 2 * * ? *)', '2026-03-08T02:10:00.000Z', '2026-03-09T02:10:00.000Z'],
    ['cron(0 6 ? * MON-FRI *)', '2026-03-06T07:00:00.000Z', '2026-03-09T06:00:00.000Z'],
    ['cron(0 0 1 JAN ? *)', '2026-03-08T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['cron(30 23 29 2 ? *)', '2026-03-08T00:00:00.000Z', '2028-02-29T23:30:00.000Z'],
    ['cron(5,35 8-9 * * ? 2027)', '2026-03-08T00:00:00.000Z', '2027-01-01T08:05:00.000Z'],
  ])('%s after %s falls due at %s', (expression, after, due) => {
    expect(next(expression, after)).toBe(due)
  })

  it('means the wall clock of its zone, on both sides of a change of time', () => {
    const daily = 'cron(0 7 * * ? *)'
    const zone = 'America/Chicago'
    expect(next(daily, '2026-03-07T12:00:00.000Z', zone)).toBe('2026-03-07T13:00:00.000Z')
    expect(next(daily, '2026-03-07T13:00:00.000Z', zone)).toBe('2026-03-08T12:00:00.000Z')
  })

  it('falls due never where no day fits', () => {
    expect(next('cron(0 0 31 2 ? *)', '2026-03-08T00:00:00.000Z')).toBeUndefined()
  })

  it.each([
    'at(2026-03-08T00:00:00)',
    'rate(1 fortnight)',
    'cron(0 0 L * ? *)',
    'cron(99 * * * ? *)',
  ])('refuses %s, which it could not keep', (expression) => {
    expect(() => recurrence(expression)).toThrow()
  })
})
