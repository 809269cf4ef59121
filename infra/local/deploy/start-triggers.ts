import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openJournal } from '../state/journal.ts'
import { deadLetters } from '../triggers/dead-letters.ts'
import { startSchedules } from '../triggers/schedules.ts'
import { startStreamMapping } from '../triggers/stream-mapping.ts'
import { trimStreams } from '../triggers/trim-streams.ts'
import type { Functions } from './functions.ts'
import { schedules, streamMappings, type TriggerSurroundings } from './triggers.ts'

export interface TriggerOptions
  extends Pick<TriggerSurroundings, 'estate' | 'services' | 'principals'> {
  readonly functions: Functions
  /** Where it is kept how far each stream was read, and when each schedule ran. */
  readonly dir: string
  readonly now: () => number
  readonly log: (line: string) => void
}

/** Everything that starts functions by itself. */
export interface Triggers {
  /** Runs once what has fallen due, and waits for it. */
  runDue(): Promise<void>
  /** Streams drained, nothing scheduled or invoked under way. */
  idle(): Promise<void>
  /** Cuts short what is under way: it is begun again at the next start. */
  close(): Promise<void>
}

export function startTriggers(options: TriggerOptions): Triggers {
  const { services, principals, functions, dir, now, log } = options
  const surroundings = {
    ...options,
    deadLetters: deadLetters(services.queues, log),
    invoke: functions.invoke,
  }
  const places = openJournal<string>(join(dir, 'stream-places.journal'))
  const ran = openJournal<number>(join(dir, 'schedules.journal'))
  const { streamRecords, onStreamRecords } = services.dynamodb
  const mappings = streamMappings(surroundings).map((mapping) => {
    const read = (table: string, after: string | undefined, limit: number) =>
      streamRecords(table, after, limit, principals.ofRole(mapping.roleArn))
    return startStreamMapping(mapping, { read, onRecords: onStreamRecords }, places, log)
  })
  const stopTrimming = trimStreams(services.dynamodb, mappings, log)
  const timetable = startSchedules(schedules(surroundings, log), ran, now, log)

  const drained = () => Promise.all(mappings.map((each) => each.drained()))
  const isQuiet = () => functions.pending() === 0 && timetable.pending === 0
  return {
    runDue: timetable.runDue,
    idle: async () => {
      for (;;) {
        await drained()
        if (isQuiet()) {
          // Nothing ran; if nothing was left to read either, nothing will start by itself.
          await drained()
          if (isQuiet()) return
        }
        await sleep(10)
      }
    },
    close: async () => {
      stopTrimming()
      // Together: a mapping waits for its function's answer, which stopping the function brings.
      await Promise.all([
        timetable.close(),
        functions.close(),
        ...mappings.map((each) => each.close()),
      ])
      places.close()
      ran.close()
    },
  }
}
