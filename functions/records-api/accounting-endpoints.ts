import type { RecordsContext } from './context.ts'
import { makeAccounting } from './make-accounting.ts'
import { readAccounting } from './read-accounting.ts'

export const accountingEndpoints = (records: RecordsContext) => [
  readAccounting(records),
  makeAccounting(records),
]
