import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, writeJson } from '../state/json-file.ts'
import { sharedOffset, shiftDate } from './shifted-date.ts'

/** The time of the cloud and of every function in it. It can be moved forward, never back. */
export interface CloudClock {
  /** Milliseconds since 1970, as everything in the cloud sees them. */
  now(): number
  /** Milliseconds since 1970 outside. */
  realNow(): number
  /** Milliseconds that the cloud is ahead. */
  offset(): number
  /** Worker threads read the offset here. */
  readonly memory: SharedArrayBuffer
  /** @throws RangeError unless `milliseconds` is a whole number and not negative */
  advance(milliseconds: number): void
  /** Puts this thread's real `Date` back. */
  release(): void
}

/** Longer than any retention that is worth watching. */
const FORTY_YEARS = 40 * 365.25 * 24 * 3_600_000

/**
 * Moves this thread's `Date` to the cloud's time, which is kept in `dir` across restarts.
 *
 * @param startAt where a clock that is not kept yet begins, in milliseconds since 1970; now where
 *   absent
 */
export function openClock(dir: string, startAt?: number): CloudClock {
  const file = join(dir, 'clock.json')
  const offset = sharedOffset()
  offset.set(readOffset(file) ?? begin(file, startAt))
  const release = shiftDate(offset.get)
  return {
    now: () => Date.now(),
    realNow: () => Date.now() - offset.get(),
    offset: offset.get,
    memory: offset.memory,
    advance: (milliseconds) => {
      const moved = offset.get() + milliseconds
      if (!Number.isSafeInteger(milliseconds) || milliseconds < 0 || moved > FORTY_YEARS)
        throw new RangeError(
          'The clock moves forward only, by whole milliseconds, up to forty years',
        )
      writeJson(file, { offsetMs: moved })
      offset.set(moved)
    },
    release,
  }
}

function begin(file: string, startAt: number | undefined): number {
  const offsetMs = startAt === undefined ? 0 : Math.round(startAt - Date.now())
  writeJson(file, { offsetMs })
  return offsetMs
}

function readOffset(file: string): number | undefined {
  const stored = readJson(file)
  if (stored === undefined) return undefined
  if (typeof stored === 'object' && stored !== null && 'offsetMs' in stored) {
    if (typeof stored.offsetMs === 'number') return stored.offsetMs
  }
  rmSync(file)
  return undefined
}
