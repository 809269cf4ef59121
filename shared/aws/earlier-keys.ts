import { z } from 'zod'
import { ExportedKey } from '../export/export-manifest.ts'
import type { Id } from '../id.ts'
import type { Item, Key } from './item.ts'
import type { Table } from './table.ts'

const key = (practiceId: Id): Key => ({ pk: `P#${practiceId}`, sk: 'EARLIER_KEYS' })

/** Public halves of the keys that signed here before the practice moved. */
export async function earlierKeys(records: Table, practiceId: Id): Promise<ExportedKey[]> {
  const item = await records.get(key(practiceId))
  return item ? z.array(ExportedKey).parse(item['keys']) : []
}

export const earlierKeysItem = (practiceId: Id, keys: readonly ExportedKey[]): Item & Key => ({
  ...key(practiceId),
  keys: keys.map((each) => ({ ...each, earlier: true })),
})
