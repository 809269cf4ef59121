import type { Id } from '../id.ts'
import { type Item, type Key, textOf } from './item.ts'
import type { Table } from './table.ts'

const PARTITION = 'PRACTICES'

/** The entry by which what runs on a schedule finds a practice. */
export const practiceEntry = (practiceId: Id): Item & Key => ({
  pk: PARTITION,
  sk: `P#${practiceId}`,
  practiceId,
})

/** All practices of this deployment: usually one. */
export async function practiceIds(records: Table): Promise<Id[]> {
  const items = await records.all(PARTITION, '')
  return items.map((item) => textOf(item, 'practiceId'))
}
