import { isDeepStrictEqual } from 'node:util'
import type { Item } from './item.ts'
import { indexKey } from './storage-key.ts'
import { type Index, projectedAttributes, type Table } from './table.ts'

export interface IndexEntry {
  readonly key: string
  readonly item: Item
}

/** What an index holds of an item: only what it projects. Undefined for an item not in it. */
export function indexEntry(
  table: Table,
  index: Index,
  item: Item | undefined,
): IndexEntry | undefined {
  if (!item) return undefined
  const key = indexKey(table, index.IndexName, item)
  if (!key) return undefined
  const names = projectedAttributes(table, index)
  if (!names) return { key, item }
  const projected = Object.entries(item).filter(([name]) => names.includes(name))
  return { key, item: Object.fromEntries(projected) }
}

/** Per index that this change touches: its entry before and after. */
export function indexChanges(
  table: Table,
  old: Item | undefined,
  item: Item | undefined,
): { index: Index; before: IndexEntry | undefined; after: IndexEntry | undefined }[] {
  return table.indexes
    .map((index) => ({
      index,
      before: indexEntry(table, index, old),
      after: indexEntry(table, index, item),
    }))
    .filter(({ before, after }) => !isDeepStrictEqual(before, after))
}
