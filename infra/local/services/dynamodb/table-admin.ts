import { isDeepStrictEqual } from 'node:util'
import type { Level } from './dynalite.ts'
import { indexEntry } from './index-entries.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { allTables, below, expiriesOf, indexOf, itemsOf, tableKey } from './storage-key.ts'
import { expiryOf } from './stored-changes.ts'
import type { Table } from './table.ts'

export async function loadTables(level: Level): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>()
  for await (const [, value] of level.iterator(allTables)) {
    const table = value as Table
    tables.set(table.TableName, table)
  }
  return tables
}

/**
 * Stores a table's definition and, where an index or the expiry attribute differs from before,
 * builds what the items say it must hold. Runs before functions do, so nothing writes meanwhile.
 *
 * @throws Error on another primary key than before
 */
export async function storeTable(
  level: Level,
  journal: Journal,
  before: Table | undefined,
  wanted: Table,
): Promise<Table> {
  const recoverableSince = wanted.recoveryDays && (before?.recoverableSince ?? wanted.createdAt)
  const table: Table = {
    ...wanted,
    ...(before && { createdAt: before.createdAt }),
    ...(recoverableSince && { recoverableSince }),
  }
  const changes = new Map<string, unknown>([[tableKey(table.TableName), table]])
  if (before) {
    if (!isDeepStrictEqual(primaryKey(before), primaryKey(table))) {
      throw new Error(`Table ${table.TableName} has another primary key: it would be replaced`)
    }
    await rebuild(level, before, table, changes)
  }
  journal.stage(changes)
  await journal.committed()
  return table
}

function primaryKey({ KeySchema, AttributeDefinitions }: Table) {
  return KeySchema.map(({ AttributeName, KeyType }) => ({
    AttributeName,
    KeyType,
    type: AttributeDefinitions.find((known) => known.AttributeName === AttributeName)
      ?.AttributeType,
  }))
}

async function rebuild(
  level: Level,
  before: Table,
  table: Table,
  changes: Map<string, unknown>,
): Promise<void> {
  const kept = before.indexes.filter((index) =>
    table.indexes.some((wanted) => isDeepStrictEqual(wanted, index)),
  )
  const isKept = (name: string) => kept.some(({ IndexName }) => IndexName === name)
  const dropped = before.indexes.filter(({ IndexName }) => !isKept(IndexName))
  const added = table.indexes.filter(({ IndexName }) => !isKept(IndexName))
  const otherExpiry = before.timeToLive !== table.timeToLive
  if (dropped.length + added.length === 0 && !otherExpiry) return

  const gone = dropped.map(({ IndexName }) => indexOf(table.TableName, IndexName))
  if (otherExpiry) gone.push(expiriesOf(table.TableName))
  for (const prefix of gone) {
    for await (const [key] of level.iterator(below(prefix))) changes.set(key, undefined)
  }
  for await (const [key, value] of level.iterator(below(itemsOf(table.TableName)))) {
    const item = value as Item
    for (const index of added) {
      const entry = indexEntry(table, index, item)
      if (entry) changes.set(entry.key, entry.item)
    }
    const expiry = otherExpiry && expiryOf(table, item)
    if (expiry) changes.set(expiry, key)
  }
}
