import { type DueHint, type DueIndex, practiceOf } from '../../shared/aws/due-index.ts'
import type { RawItem } from '../../shared/aws/item.ts'
import { dueShards } from '../../shared/aws/obligation-table.ts'
import type { PracticeReader } from '../../shared/aws/practice-reader.ts'
import type { Clock, Instant } from '../../shared/clock.ts'
import { flagged } from '../../shared/obligation/levels.ts'

export interface SweepContext {
  readonly due: DueIndex
  readonly practice: PracticeReader
  readonly now: Clock
}

/** What one sweep found and did: counts, and nothing else, as they are logged. */
export interface SweepCounts {
  /** Obligations whose moment had come. */
  due: number
  /** Of these, those that were told to have reached a level. */
  flagged: number
  /** Those that the practice's rule, changed meanwhile, gives more time. */
  postponed: number
  /** Those that had moved on since the index was written. */
  stale: number
  failed: number
  /** Whether time ran out: the next sweep goes on where this one stopped. */
  unfinished: boolean
}

const PAGE = 200
/** Updates under way at once, in each shard. */
const AT_ONCE = 10

/**
 * Flags whatever is due by now, a level at a time or several. The shards are asked at once, so that
 * a sweep takes one query's time and what there is to flag; nothing else is read. What it does not
 * get to stays in the index for the next.
 *
 * @param timeLeft whether there is time for another page
 */
export async function sweep(context: SweepContext, timeLeft: () => boolean): Promise<SweepCounts> {
  const now = context.now()
  const counts = { due: 0, flagged: 0, postponed: 0, stale: 0, failed: 0, unfinished: false }
  await Promise.all(dueShards.map((shard) => sweepShard(context, shard, now, counts, timeLeft)))
  return counts
}

async function sweepShard(
  context: SweepContext,
  shard: string,
  now: Instant,
  counts: SweepCounts,
  timeLeft: () => boolean,
): Promise<void> {
  let next: RawItem | undefined
  do {
    if (!timeLeft()) {
      counts.unfinished = true
      return
    }
    const page = await context.due.due(shard, now, PAGE, next)
    counts.due += page.hints.length + page.malformed
    counts.failed += page.malformed
    const waiting = [...page.hints]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let hint = waiting.shift(); hint; hint = waiting.shift())
          counts[await flagOne(context, hint, now)]++
      }),
    )
    next = page.next
  } while (next)
}

/** One that cannot be flagged must not keep the others from it. */
async function flagOne(
  { due, practice }: SweepContext,
  hint: DueHint,
  now: Instant,
): Promise<'flagged' | 'postponed' | 'stale' | 'failed'> {
  try {
    const { lateRule } = await practice.settings(practiceOf(hint))
    const flagging = flagged(hint, lateRule, now)
    if (!(await due.flag(hint, flagging, now))) return 'stale'
    return flagging.reached.length > 0 ? 'flagged' : 'postponed'
  } catch (error) {
    console.error(JSON.stringify({ fault: error instanceof Error ? error.name : 'unknown' }))
    return 'failed'
  }
}
