import { ServiceFailure } from '../http/service-failure.ts'
import type { Level } from './dynalite.ts'
import { indexEntry } from './index-entries.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { below, itemKey, itemsOf, pastKey, pastOf, tableKey } from './storage-key.ts'
import type { Past } from './stored-changes.ts'
import type { Table } from './table.ts'

const dayMilliseconds = 86_400_000

/** The first moment that a table can be put back to. Undefined: it has no point-in-time recovery. */
export function recoverableFrom(table: Table, now: number): number | undefined {
  const { recoveryDays, recoverableSince } = table
  if (!recoveryDays || recoverableSince === undefined) return undefined
  return Math.max(recoverableSince, now - recoveryDays * dayMilliseconds)
}

/**
 * A moment that a table can be put back to, as a request names it: whole seconds, to their end.
 *
 * @param seconds since 1970; now when undefined
 * @throws ServiceFailure `PointInTimeRecoveryUnavailableException`, or `outside`
 */
export function momentOf(
  table: Table,
  seconds: number | undefined,
  now: number,
  outside: 'InvalidRestoreTimeException' | 'InvalidExportTimeException',
): number {
  const earliest = recoverableFrom(table, now)
  if (earliest === undefined) {
    const message = `Point in time recovery is not enabled for table '${table.TableName}'`
    throw new ServiceFailure('PointInTimeRecoveryUnavailableException', message)
  }
  if (seconds === undefined) return now
  const at = Math.floor(seconds) * 1000 + 999
  if (at >= earliest && Math.floor(seconds) * 1000 <= now) return Math.min(at, now)
  throw new ServiceFailure(outside, `${table.TableName} cannot be put back to that moment`)
}

/** The items of a table as they stood, by what was kept of everything that changed since. */
export async function itemsAt(
  level: Level,
  journal: Journal,
  { TableName }: Table,
  at: number,
): Promise<Item[]> {
  // Order matters: whatever changes after the items were read is undone as well.
  await journal.committed()
  const items = new Map<string, Item>()
  for await (const [key, value] of level.iterator(below(itemsOf(TableName)))) {
    items.set(key, value as Item)
  }
  const since = { gte: pastKey(TableName, at + 1), lt: below(pastOf(TableName)).lt }
  const undone = new Set<string>()
  for await (const [, value] of level.iterator(since)) {
    const { key, old } = value as Past
    if (undone.has(key)) continue
    undone.add(key)
    if (old) items.set(key, old)
    else items.delete(key)
  }
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}

/**
 * A table made anew from another's items at a moment: all of it or, after a crash, nothing. As at
 * AWS it has the other's keys, indexes and encryption, and none of the rest: no stream, no expiry, no
 * recovery of its own.
 */
export async function restored(
  level: Level,
  journal: Journal,
  source: Table,
  target: string,
  { at, now }: { readonly at: number; readonly now: number },
): Promise<Table> {
  const { recoverableSince: _since, ...rest } = source
  const table: Table = {
    ...rest,
    TableName: target,
    tableArn: source.tableArn.replace(/[^/]+$/, target),
    streamArn: undefined,
    streamView: undefined,
    timeToLive: undefined,
    recoveryDays: undefined,
    deletionProtection: false,
    createdAt: now,
  }
  const changes = new Map<string, unknown>([[tableKey(target), table]])
  for (const item of await itemsAt(level, journal, source, at)) {
    changes.set(itemKey(table, item), item)
    for (const index of table.indexes) {
      const entry = indexEntry(table, index, item)
      if (entry) changes.set(entry.key, entry.item)
    }
  }
  journal.stage(changes)
  await journal.committed()
  return table
}

/** Forgets what no recovery reaches back to any more, or all of it where there is no recovery. */
export async function forgetPast(
  level: Level,
  journal: Journal,
  table: Table,
  now: number,
): Promise<void> {
  const from = recoverableFrom(table, now) ?? now
  const past = { gte: pastOf(table.TableName), lt: pastKey(table.TableName, from) }
  const gone = new Map<string, undefined>()
  for await (const [key] of level.iterator(past)) gone.set(key, undefined)
  journal.stage(gone)
}
