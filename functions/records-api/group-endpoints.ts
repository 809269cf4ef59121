import type { RecordsContext } from './context.ts'
import { planGroup } from './plan-group.ts'
import { readGroup } from './read-group.ts'
import { saveSharedPart } from './save-shared-part.ts'

export const groupEndpoints = (records: RecordsContext) => [
  planGroup(records),
  readGroup(records),
  saveSharedPart(records),
]
