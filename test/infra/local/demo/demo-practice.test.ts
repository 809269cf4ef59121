import { describe, expect, it } from 'vitest'
import { timeline } from '../../../../infra/local/demo/practice/timeline.ts'
import { caseloadOf, ZONE } from '../../../../infra/local/demo/seed.ts'
import { plusHours } from '../../../../shared/clock.ts'

/** A week in spring and one in which clocks are set back, at odd minutes. */
const weeks = ['2026-03-02T00:07:00.000Z', '2026-10-29T00:53:00.000Z']

describe('the demo practice', () => {
  it.each(weeks)('can be founded at any hour of the week of %s', (begins) => {
    for (let hour = 0; hour < 7 * 24; hour += 1) {
      const now = plusHours(begins, hour)
      const { sessions, refused } = caseloadOf(timeline(now, ZONE), now)
      expect(refused).toEqual([])
      expect(sessions.length).toBeGreaterThan(200)
    }
  })
})
