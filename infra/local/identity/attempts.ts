import type { Journal } from '../state/journal.ts'

export interface Failures {
  readonly count: number
  /** Milliseconds since 1970, by the real clock: moving the cloud's clock opens nothing. */
  readonly latest: number
}

export interface Attempts {
  /** Seconds until the next attempt is looked at; 0 when it may be made now. */
  waitSeconds(name: string): number
  failed(name: string): void
  succeeded(name: string): void
}

const FREE = 4
const LONGEST_SECONDS = 15 * 60

/** Slows guessing down: after five failures in a row each further one doubles the wait. */
export function openAttempts(kept: Journal<Failures>, realNow: () => number): Attempts {
  return {
    waitSeconds: (name) => {
      const { count = 0, latest = 0 } = kept.get(name) ?? {}
      if (count <= FREE) return 0
      const wait = Math.min(LONGEST_SECONDS, 15 * 2 ** (count - FREE - 1))
      return Math.max(0, Math.ceil((latest + wait * 1000 - realNow()) / 1000))
    },
    failed: (name) =>
      kept.set(name, { count: (kept.get(name)?.count ?? 0) + 1, latest: realNow() }),
    succeeded: (name) => kept.delete(name),
  }
}
