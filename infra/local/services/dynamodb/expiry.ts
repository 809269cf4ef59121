import type { Level } from './dynalite.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { forgetPast } from './point-in-time.ts'
import { allExports, allTokens, expiriesOf } from './storage-key.ts'
import { expiryService, type StreamClock, storedChanges } from './stored-changes.ts'
import type { Table } from './table.ts'
import { exportTokenLifeMilliseconds, type KeptExport } from './table-export.ts'
import { type TokenEntry, tokenLifeMilliseconds } from './transact.ts'

/**
 * Deletes the items whose time has come, and forgets old request tokens, exports and what no recovery
 * reaches back to. Costs what is due, not what is stored.
 *
 * @returns the tables from which items went, with how many
 */
export async function sweep(
  level: Level,
  journal: Journal,
  tables: readonly Table[],
  clock: StreamClock,
): Promise<Map<string, number>> {
  const swept = new Map<string, number>()
  const now = clock.now()
  for (const table of tables) {
    if (!table.timeToLive) continue
    const due = {
      gte: expiriesOf(table.TableName),
      lt: `${expiriesOf(table.TableName)}${String(Math.floor(now / 1000)).padStart(12, '0')}`,
    }
    for await (const [expiry, value] of level.iterator(due)) {
      const key = String(value)
      const old = journal.read(key) as Item | undefined
      // A write may have moved the item's end since the iterator looked.
      if (!old || journal.read(expiry) === undefined) continue
      const change = { table, key, old, item: undefined, attributes: undefined }
      journal.stage(storedChanges(change, clock, expiryService))
      swept.set(table.TableName, (swept.get(table.TableName) ?? 0) + 1)
    }
  }
  for await (const [key, value] of level.iterator(allTokens)) {
    const { at } = value as TokenEntry
    if (now - at >= tokenLifeMilliseconds) journal.stage(new Map([[key, undefined]]))
  }
  for await (const [key, value] of level.iterator(allExports)) {
    const { at } = value as KeptExport
    if (now - at >= exportTokenLifeMilliseconds) journal.stage(new Map([[key, undefined]]))
  }
  for (const table of tables) await forgetPast(level, journal, table, now)
  await journal.committed()
  return swept
}
