import type { LocalDate } from '../clock.ts'
import type { Id } from '../id.ts'
import { earliestDisposal, type RetentionFacts, type RetentionPolicy } from '../retention/policy.ts'

/** How many parts of the index the daily run asks for at once. */
export const RETENTION_SHARDS = 4

export const retentionShards: readonly string[] = Array.from(
  { length: RETENTION_SHARDS },
  (_, i) => `RET#${i}`,
)

/** Where a client stands in the sparse index `disposal`. */
export interface RetentionPlace {
  readonly retentionShard: string
  /** From this day on the daily run looks at the client. A hint: it decides on the item itself. */
  readonly retentionDate: LocalDate
}

/** Ids are evenly spread over their first letter. */
export const retentionShardOf = (clientId: Id): string =>
  retentionShards[clientId.charCodeAt(0) % RETENTION_SHARDS] ?? ''

/** A first of January, so that no index tells a birthday or a day of service. */
export const retentionPlace = (
  clientId: Id,
  policy: RetentionPolicy,
  facts: RetentionFacts,
): RetentionPlace => ({
  retentionShard: retentionShardOf(clientId),
  retentionDate: earliestDisposal(policy, facts).on,
})
