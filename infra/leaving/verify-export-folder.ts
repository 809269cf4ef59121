import { inWords } from '../../shared/export/export-fault.ts'
import { verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import { folderFiles } from './folder-files.ts'
import type { Asked } from './verify-pdf-files.ts'

/** Checks an export's folder. @returns whether it is as it was exported */
export async function verifyExportFolder(
  dir: string,
  { fingerprints, manifestSha256, json }: Asked & { readonly manifestSha256?: string },
  say: (line: string) => void,
): Promise<boolean> {
  const report = await verifyExportFiles(folderFiles(dir), {
    ...(fingerprints.length > 0 && { fingerprints }),
    ...(manifestSha256 !== undefined && { manifestSha256 }),
  })
  const { faults, seen, manifest } = report
  const [first] = faults
  if (json) {
    const told = { folder: dir, whole: !first, faults, seen, manifestSha256: report.manifestSha256 }
    say(JSON.stringify({ ...told, ...(first && { first: inWords(first) }) }))
    return !first
  }
  const looked = `${seen.clients} clients, ${seen.notes} notes, ${seen.events} events, ${seen.documents} PDFs`
  if (first) {
    say(`${dir}: NOT as it was exported`)
    say(`  first fault: ${inWords(first)}`)
    if (faults.length > 1) say(`  and ${faults.length - 1} more; --json lists them`)
    return false
  }
  say(`${dir}: whole and unchanged (${looked})`)
  for (const clientId of manifest?.withheld ?? []) say(`  without client ${clientId}: withheld`)
  if (fingerprints.length === 0) {
    say('  signed by these keys; compare them with those that the practice made known:')
    for (const { use, fingerprint } of manifest?.keys ?? []) say(`    ${use}  ${fingerprint}`)
  }
  if (manifestSha256 === undefined)
    say(`  manifest ${report.manifestSha256}: compare it with what was noted when it was exported`)
  return true
}
