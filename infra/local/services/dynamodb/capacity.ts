import { indexChanges } from './index-entries.ts'
import { type Item, itemBytes } from './item.ts'
import type { Table } from './table.ts'

/** Units of one request on one table. */
export interface Usage {
  readonly tableName: string
  readonly kind: 'read' | 'write'
  readonly table: number
  readonly indexes: Readonly<Record<string, number>>
}

const writeUnits = (item: Item | undefined) =>
  item ? Math.max(1, Math.ceil(itemBytes(item) / 1024)) : 0

/** @param factor 2 in a transaction */
export function writeUsage(
  table: Table,
  old: Item | undefined,
  item: Item | undefined,
  factor = 1,
): Usage {
  const indexes: Record<string, number> = {}
  for (const { index, before, after } of indexChanges(table, old, item)) {
    const inPlace = before && after && before.key === after.key
    const units = inPlace
      ? Math.max(writeUnits(before.item), writeUnits(after.item))
      : writeUnits(before?.item) + writeUnits(after?.item)
    indexes[index.IndexName] = units * factor
  }
  const own = Math.max(1, writeUnits(old), writeUnits(item)) * factor
  return { tableName: table.TableName, kind: 'write', table: own, indexes }
}

/** @param bytes of everything that was read; an index's entries count, not the items behind */
export function readUsage(
  table: Table,
  bytes: number,
  { consistent = false, transaction = false, indexName }: ReadMode,
): Usage {
  const blocks = Math.max(1, Math.ceil(bytes / 4096))
  const units = blocks * (transaction ? 2 : consistent ? 1 : 0.5)
  return {
    tableName: table.TableName,
    kind: 'read',
    table: indexName ? 0 : units,
    indexes: indexName ? { [indexName]: units } : {},
  }
}

interface ReadMode {
  readonly consistent?: boolean | undefined
  readonly transaction?: boolean
  readonly indexName?: string | undefined
}

/** `ConsumedCapacity` as asked for by `ReturnConsumedCapacity`; undefined where it was not. */
export function consumed(
  asked: string | undefined,
  usage: Usage,
): Record<string, unknown> | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined
  const ofIndexes = Object.values(usage.indexes).reduce((sum, units) => sum + units, 0)
  const total = { TableName: usage.tableName, CapacityUnits: usage.table + ofIndexes }
  if (asked === 'TOTAL') return total
  const indexes = Object.entries(usage.indexes).map(([name, units]) => [
    name,
    { CapacityUnits: units },
  ])
  return {
    ...total,
    Table: { CapacityUnits: usage.table },
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: Object.fromEntries(indexes) }),
  }
}

/** The same for requests on several tables: one entry per table. */
export function consumedByTable(
  asked: string | undefined,
  usages: readonly Usage[],
): Record<string, unknown>[] | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined
  const byTable = Map.groupBy(usages, ({ tableName }) => tableName)
  return [...byTable.values()].map((group) => consumed(asked, group.reduce(sum)) ?? {})
}

function sum(left: Usage, right: Usage): Usage {
  const indexes = { ...left.indexes }
  for (const [name, units] of Object.entries(right.indexes)) {
    indexes[name] = (indexes[name] ?? 0) + units
  }
  return { ...left, table: left.table + right.table, indexes }
}
