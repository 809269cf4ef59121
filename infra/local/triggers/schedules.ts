import type { Journal } from '../state/journal.ts'
import { recurrence } from './schedule-expression.ts'

export interface ScheduleDefinition {
  readonly name: string
  readonly expression: string
  readonly zone: string
  /**
   * Does what the schedule starts, its own retries and dead letters included. Where it is cut short
   * because the cloud closes, it counts as not run.
   */
  readonly run: (scheduledFor: number) => Promise<void>
}

export interface Schedules {
  /** Runs once what has fallen due, however often it did, and waits for it. */
  runDue(): Promise<void>
  /** Runs under way. */
  readonly pending: number
  close(): Promise<void>
}

const LOOK_EVERY_MS = 500

/**
 * Runs schedules by the cloud's clock. The moment each was last run for is kept in `ran` before the
 * run ends, so a crash repeats a run at most; one schedule never runs twice at once.
 */
export function startSchedules(
  definitions: readonly ScheduleDefinition[],
  ran: Journal<number>,
  now: () => number,
  log: (line: string) => void,
): Schedules {
  const active = definitions.map((definition) => ({
    ...definition,
    recurrence: recurrence(definition.expression, definition.zone),
    running: undefined as Promise<void> | undefined,
  }))
  for (const { name } of active) if (ran.get(name) === undefined) ran.set(name, now())

  let closing = false
  const runDue = async () => {
    await Promise.all(
      active.map(async (schedule) => {
        // One that is under way may have looked before the clock was moved.
        await schedule.running
        const at = now()
        const due = schedule.recurrence.next(ran.get(schedule.name) ?? at)
        if (due === undefined || due > at) return
        schedule.running ??= schedule
          .run(due)
          .catch((error: unknown) => log(`${schedule.name}: ${errorNameOf(error)}`))
          .then(() => {
            if (!closing) ran.set(schedule.name, at)
            schedule.running = undefined
          })
        await schedule.running
      }),
    )
  }
  const timer = setInterval(() => void runDue(), LOOK_EVERY_MS)
  timer.unref()
  return {
    runDue,
    get pending() {
      return active.filter(({ running }) => running).length
    },
    close: async () => {
      closing = true
      clearInterval(timer)
      await Promise.allSettled(active.map(({ running }) => running))
    },
  }
}

function errorNameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'error'
}
