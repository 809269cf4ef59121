import type { Context } from 'aws-lambda'
import { environmentOf } from '../../shared/environment.ts'
import { retentionContext } from './context.ts'
import { enforceRetention } from './enforce-retention.ts'
import { type Replayed, ReplayOrder, replayTombstones } from './replay-tombstones.ts'

const context = retentionContext(environmentOf('enforce-retention'))

/** Stops early enough for what is under way to end before Lambda ends it. */
const RESERVE_MS = 15_000

/**
 * Once a day everything that is due; every few minutes only what a destruction has left to do. A
 * failure is told only after everything else was done, so that an alarm sees it. After a restore the
 * operator has the tombstones replayed, and is answered.
 */
export async function handler(
  event: { turn?: unknown; task?: unknown },
  lambda: Context,
): Promise<Replayed | undefined> {
  const timeLeft = () => lambda.getRemainingTimeInMillis() > RESERVE_MS
  if (event.task !== undefined) return replayTombstones(context, ReplayOrder.parse(event), timeLeft)
  const counts = await enforceRetention(context, {
    only: event.turn === 'Destruction' ? 'unfinished' : undefined,
    timeLeft,
  })
  console.info(JSON.stringify(counts))
  if (counts.failed > 0) throw new Error(`${counts.failed} records could not be looked after`)
  return undefined
}
