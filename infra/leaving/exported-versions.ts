import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../../shared/document/manifest.ts'
import { type SealReport, verifyPdf } from '../../shared/document/verify-pdf.ts'

/** Documents name their client first. It comes out of a file: nothing else may lead into a folder. */
const CLIENT = /^([0-9a-hjkmnp-tv-z]{26})\./

/**
 * The sealed documents that an export has of the client whom a document is of, each checked. None
 * where the export has nothing of that client.
 *
 * @param folder of an export
 */
export async function exportedVersions(
  folder: string,
  { document }: Manifest,
): Promise<SealReport[]> {
  const [, client] = CLIENT.exec(document.id) ?? []
  if (client === undefined) return []
  const documents = join(folder, 'clients', client, 'documents')
  const names = await readdir(documents).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const reports: SealReport[] = []
  for (const name of names.filter((each) => each.endsWith('.pdf')))
    reports.push(await verifyPdf(await readFile(join(documents, name))))
  return reports
}
