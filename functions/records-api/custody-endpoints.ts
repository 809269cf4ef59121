import type { RecordsContext } from './context.ts'
import {
  custodialAccessesList,
  custodialAccessRead,
  custodialAccessRequest,
} from './custodial-accesses.ts'
import { handOverRead, handOverStep } from './hand-over-caseload.ts'

export const custodyEndpoints = (records: RecordsContext) => [
  custodialAccessRequest(records),
  custodialAccessesList(records),
  custodialAccessRead(records),
  handOverStep(records),
  handOverRead(records),
]
