import { describe, expect, it, onTestFinished } from 'vitest'
import { openClock } from '../../../../infra/local/clock/cloud-clock.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const HOUR = 3_600_000

function clock(dir = temporaryFolder()) {
  const opened = openClock(dir)
  onTestFinished(opened.release)
  return opened
}

describe('the clock', () => {
  it('moves everything that asks for the time, and nothing that names one', () => {
    const before = Date.now()
    const { advance, now, realNow } = clock()
    advance(HOUR)
    expect(Date.now() - before).toBeGreaterThanOrEqual(HOUR)
    const made = new Date()
    expect(made.getTime() - before).toBeGreaterThanOrEqual(HOUR)
    const outside = realNow()
    const moved = now() - outside
    expect(moved).toBeGreaterThanOrEqual(HOUR)
    expect(moved - (realNow() - outside)).toBeLessThanOrEqual(HOUR)
    expect(new Date('2026-03-08T09:00:00Z').toISOString()).toBe('2026-03-08T09:00:00.000Z')
    expect(new Date(2026, 2, 8).getFullYear()).toBe(2026)
    expect(new Date(0).getTime()).toBe(0)
    expect(new Date() instanceof Date).toBe(true)
    expect(structuredClone(new Date(5)).getTime()).toBe(5)
    expect(Date()).toContain(String(new Date().getFullYear()))
  })

  it('lets classes of others extend it', () => {
    clock().advance(HOUR)
    class Day extends Date {
      get isWeekend() {
        return [0, 6].includes(this.getUTCDay())
      }
    }
    expect(new Day('2026-03-08T09:00:00Z').isWeekend).toBe(true)
    expect(new Day()).toBeInstanceOf(Day)
  })

  it('is where it was after a restart', () => {
    const dir = temporaryFolder()
    const first = clock(dir)
    first.advance(HOUR)
    first.release()
    expect(clock(dir).offset()).toBe(HOUR)
  })

  it('gives the real time back', () => {
    const RealDate = Date
    const before = Date.now()
    const { advance, release } = clock()
    advance(HOUR)
    release()
    expect(Date).toBe(RealDate)
    expect(Date.now() - before).toBeLessThan(HOUR)
    expect(new Date(1).constructor).toBe(RealDate)
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is never moved by %d',
    (milliseconds) => {
      const { advance, offset } = clock()
      expect(() => advance(milliseconds)).toThrow(RangeError)
      expect(offset()).toBe(0)
    },
  )
})
