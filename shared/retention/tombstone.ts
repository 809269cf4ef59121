import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'

/**
 * What stays of a destroyed client outside every backup: an object in the ledger's bucket, locked.
 * After a restore each tombstone is replayed, so that nobody comes back. Ids and times only.
 */
export const Tombstone = z.strictObject({
  form: z.literal('noteseal/tombstone/1'),
  practiceId: Id,
  clientId: Id,
  destroyedAt: Instant,
  /** Hash of the last event of the client's chain. */
  chainHead: z.strictObject({ seq: z.int().positive(), hash: z.string() }),
})
export type Tombstone = z.infer<typeof Tombstone>

/** Where a tombstone lies in the ledger's bucket. */
export const tombstoneKey = ({
  practiceId,
  clientId,
}: Pick<Tombstone, 'practiceId' | 'clientId'>) => `tombstones/${practiceId}/${clientId}.json`
