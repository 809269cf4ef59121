import { changeCareTeam } from './change-care-team.ts'
import { changeClient } from './change-client.ts'
import type { RecordsContext } from './context.ts'
import { exportClientLedger } from './export-client-ledger.ts'
import { listClients } from './list-clients.ts'
import { openClient } from './open-client.ts'
import { readClient } from './read-client.ts'

export const clientEndpoints = (records: RecordsContext) => [
  listClients(records),
  openClient(records),
  readClient(records),
  changeClient(records),
  changeCareTeam(records),
  exportClientLedger(records),
]
