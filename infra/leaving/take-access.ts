import type { ExportedFile } from '../../shared/export/export-manifest.ts'
import type { ExportedAccess } from '../../shared/export/exported-access.ts'
import { lineOf } from '../../shared/export/write-records.ts'
import type { Calls } from './api.ts'
import type { ExportFolder } from './export-folder.ts'

/** Takes along who looked at a record. @param root of the client's files */
export async function takeAccess(
  api: Calls,
  folder: ExportFolder,
  root: string,
  { exportId, clientId }: { readonly exportId: string; readonly clientId: string },
): Promise<ExportedFile> {
  const entries: ExportedAccess[] = []
  let from: string | undefined
  do {
    const query = from === undefined ? '' : `?from=${from}`
    const path = `/v1/exports/${exportId}/access/${clientId}${query}`
    const page = await api.get<{ entries: ExportedAccess[]; next?: string }>(path)
    entries.push(...page.entries)
    from = page.next
  } while (from !== undefined)
  const sorted = entries.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return folder.put(`${root}/access.jsonl`, Buffer.from(sorted.map(lineOf).join('')))
}
