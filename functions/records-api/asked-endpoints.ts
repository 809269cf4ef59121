import type { RecordsContext } from './context.ts'
import { makeSuperbill } from './make-superbill.ts'
import { writeLetter } from './write-letter.ts'

/** Documents that are made because somebody asks for them. */
export const askedEndpoints = (records: RecordsContext) => [
  makeSuperbill(records),
  writeLetter(records),
]
