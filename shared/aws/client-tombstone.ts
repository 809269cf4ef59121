import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { clientKey } from './client-table.ts'
import type { Item, Key } from './item.ts'
import { retentionShardOf } from './retention-index.ts'

/**
 * Partition of the index `disposal` for those whose keys are gone and whose traces are still being
 * deleted, or looked for once more: it is asked for every few minutes.
 */
export const UNFINISHED = 'RET#UNFINISHED'

/** What stands in a client's place once their keys are destroyed. Ids and times only. */
export const ClientTombstone = z.object({
  practiceId: Id,
  clientId: Id,
  destroyedAt: Instant,
  /** Absent once the last backup of the keys lapsed: nothing is left to do. */
  retentionShard: z.string().optional(),
  retentionDate: LocalDate.optional(),
})
export type ClientTombstone = z.infer<typeof ClientTombstone>

type Names = Pick<ClientTombstone, 'practiceId' | 'clientId' | 'destroyedAt'>

/** One of whom nothing is left to delete. */
export const standingTombstone = ({ practiceId, clientId, destroyedAt }: Names): Item & Key => ({
  ...clientKey(practiceId, clientId),
  practiceId,
  clientId,
  state: 'destroyed',
  destroyedAt,
})

/** @param today by the practice's calendar: due at once, until nothing is left to delete */
export const tombstoneItem = (names: Names, today: LocalDate): Item & Key => ({
  ...standingTombstone(names),
  retentionShard: UNFINISHED,
  retentionDate: today,
})

/** Where a tombstone stands in the index until its keys' last backup has lapsed. */
export const lapsingPlace = (clientId: Id, lapsedOn: LocalDate) => ({
  retentionShard: retentionShardOf(clientId),
  retentionDate: lapsedOn,
})
