import { z } from 'zod'
import type { Id } from '../../shared/id.ts'
import type { RetentionContext } from './context.ts'
import { destroyAgain } from './destroy-again.ts'

/** What the operator asks for after a restore; `cursor` as the answer before had it. */
export const ReplayOrder = z.strictObject({
  task: z.literal('replay-tombstones'),
  cursor: z.string().max(1000).optional(),
})
export type ReplayOrder = z.infer<typeof ReplayOrder>

/** What became of those who had been destroyed. Ids and counts only. */
export interface Replayed {
  readonly done: boolean
  /** To go on with, where there was no time for all. */
  readonly cursor?: string
  readonly counts: {
    tombstones: number
    /** Clients who were there again, and whose keys are destroyed again. */
    replayed: number
    failed: number
  }
  readonly replayed: readonly Id[]
  /** Keys of tombstones. */
  readonly failed: readonly string[]
}

const PAGE = 100
const MOST_NAMED = 1_000

/**
 * Destroys again whoever was destroyed after the second that the tables were put back to, by the
 * tombstones in the ledger's bucket. May be stopped anywhere and run any number of times.
 */
export async function replayTombstones(
  context: RetentionContext,
  { cursor }: ReplayOrder,
  timeLeft: () => boolean,
): Promise<Replayed> {
  const counts = { tombstones: 0, replayed: 0, failed: 0 }
  const replayed: Id[] = []
  const failed: string[] = []
  const told = () => ({
    counts: { ...counts, replayed: replayed.length, failed: failed.length },
    replayed: replayed.slice(0, MOST_NAMED),
    failed: failed.slice(0, MOST_NAMED),
  })
  let last = cursor
  for (;;) {
    const page = await context.standingTombstones.page(last, PAGE)
    if (page.length === 0) return { done: true, ...told() }
    for (const key of page) {
      if (!timeLeft()) return { done: false, ...(last && { cursor: last }), ...told() }
      try {
        const tombstone = await context.standingTombstones.read(key)
        const outcome = await destroyAgain(context, tombstone, timeLeft)
        // Begun again with this one: nothing of it is lost.
        if (outcome === 'unfinished')
          return { done: false, ...(last && { cursor: last }), ...told() }
        if (outcome === 'replayed') replayed.push(tombstone.clientId)
      } catch (error) {
        const fault = error instanceof Error ? error.name : 'unknown'
        console.error(JSON.stringify({ event: 'tombstone_not_replayed', key, fault }))
        failed.push(key)
      }
      counts.tombstones++
      last = key
    }
  }
}
