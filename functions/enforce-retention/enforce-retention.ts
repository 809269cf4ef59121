import { UNFINISHED } from '../../shared/aws/client-tombstone.ts'
import type { RawItem } from '../../shared/aws/item.ts'
import { retentionShards } from '../../shared/aws/retention-index.ts'
import { type LocalDate, localDate } from '../../shared/clock.ts'
import { Refused } from '../../shared/refused.ts'
import { type Attended, attendClient } from './attend-client.ts'
import type { RetentionContext } from './context.ts'
import { replayTombstones } from './replay-tombstones.ts'

/** What one run found and did: counts, and nothing else, as they are logged. */
export type RetentionCounts = {
  /** Entries of the index whose day had come. */
  due: number
  failed: number
  /** Who had come back by a restore, and was destroyed again. */
  replayed: number
  /** Times that time ran out: the next run goes on where this one stopped. */
  cutShort: number
} & Record<Attended, number>

export interface Run {
  /** `unfinished`: only what a destruction has left to do. */
  readonly only: 'unfinished' | undefined
  /** Whether there is time for another step. */
  readonly timeLeft: () => boolean
}

const PAGE = 100
/** Clients looked after at once, in each shard. */
const AT_ONCE = 4

/** Where it already is tomorrow first. Which day it is decides each practice's own calendar. */
const EARLIEST_ZONE = 'Pacific/Kiritimati'

/**
 * Looks after every client whose day has come, in tables that know who was destroyed. What it costs
 * depends on how many these are, never on how many there are. What it does not get to stays in the
 * index for the next run.
 */
export async function enforceRetention(
  context: RetentionContext,
  { only, timeLeft }: Run,
): Promise<RetentionCounts> {
  const counts: RetentionCounts = {
    due: 0,
    proposed: 0,
    withdrawn: 0,
    redated: 0,
    waiting: 0,
    destroyed: 0,
    unfinished: 0,
    finished: 0,
    lapsed: 0,
    stale: 0,
    failed: 0,
    replayed: 0,
    cutShort: 0,
  }
  if (!(await replayedFirst(context, counts, timeLeft))) return counts
  const today = localDate(context.now(), EARLIEST_ZONE)
  const shards = only === 'unfinished' ? [UNFINISHED] : [UNFINISHED, ...retentionShards]
  await Promise.all(shards.map((shard) => lookThrough(context, shard, today, counts, timeLeft)))
  return counts
}

/**
 * Tables that were put back know nothing of whom was destroyed since: before anything is proposed or
 * destroyed in them, the tombstones are replayed, however many runs that takes. In all other runs it
 * is one read.
 *
 * @returns whether the run may go on
 */
async function replayedFirst(
  context: RetentionContext,
  counts: RetentionCounts,
  timeLeft: () => boolean,
): Promise<boolean> {
  const before = await context.replayed.read()
  if (before.done) return true
  const order = {
    task: 'replay-tombstones' as const,
    ...(before.after !== undefined && { cursor: before.after }),
  }
  const { done, cursor, counts: of } = await replayTombstones(context, order, timeLeft)
  counts.replayed += of.replayed
  counts.failed += of.failed
  // One that cannot be replayed keeps all others as they are: somebody has to look.
  if (of.failed > 0) return false
  if (!done) counts.cutShort++
  await context.replayed.write({ done, after: cursor })
  return done
}

async function lookThrough(
  context: RetentionContext,
  shard: string,
  today: LocalDate,
  counts: RetentionCounts,
  timeLeft: () => boolean,
): Promise<void> {
  let next: RawItem | undefined
  do {
    if (!timeLeft()) {
      counts.cutShort++
      return
    }
    const page = await context.index.due(shard, today, PAGE, next)
    counts.due += page.hints.length + page.malformed
    counts.failed += page.malformed
    const waiting = [...page.hints]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let hint = waiting.shift(); hint; hint = waiting.shift()) {
          if (timeLeft()) counts[await attend(context, hint, timeLeft)]++
          else counts.cutShort++
        }
      }),
    )
    next = page.next
  } while (next)
}

/** One that cannot be looked after must not keep the others from it. */
async function attend(
  context: RetentionContext,
  hint: Parameters<typeof attendClient>[1],
  timeLeft: () => boolean,
): Promise<Attended | 'failed'> {
  try {
    return await attendClient(context, hint, timeLeft)
  } catch (error) {
    // Somebody was faster: the next run sees what came of it.
    if (error instanceof Refused && passing.has(error.code)) return 'stale'
    console.error(JSON.stringify({ fault: error instanceof Error ? error.name : 'unknown' }))
    return 'failed'
  }
}

const passing: ReadonlySet<string> = new Set(['stale_revision', 'client_not_found', 'too_busy'])
