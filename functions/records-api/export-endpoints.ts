import type { RecordsContext } from './context.ts'
import { exportClient } from './export-client.ts'
import { exportCustody } from './export-custody.ts'
import { exportDestroyed } from './export-destroyed.ts'
import { exportDirectory } from './export-directory.ts'
import { exportGroup } from './export-group.ts'
import { listKeys } from './list-keys.ts'
import { notesContext } from './notes-context.ts'

export const exportEndpoints = (records: RecordsContext) => [
  listKeys(records),
  exportDirectory(records),
  exportCustody(records),
  exportDestroyed(records),
  exportClient(notesContext(records)),
  exportGroup(records),
]
