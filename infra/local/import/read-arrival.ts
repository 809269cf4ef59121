import { existsSync } from 'node:fs'
import { inWords } from '../../../shared/export/export-fault.ts'
import { readPractice } from '../../../shared/export/practice-records.ts'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import { folderFiles } from '../../leaving/folder-files.ts'
import { Stop } from '../../leaving/stop.ts'
import type { Arrival } from './take-in.ts'

/**
 * Verifies an export before anything of it is put anywhere, and finds the admin who is let in first.
 *
 * @param manifest its hash, where somebody noted it
 * @param email of the admin, where there are several
 * @throws Stop for what is not the whole of a practice, as it was exported
 */
export async function readArrival(
  dir: string,
  { manifest, email }: { readonly manifest?: string; readonly email?: string },
): Promise<Arrival> {
  if (!existsSync(dir)) throw new Stop(`There is no ${dir}.`)
  const files = folderFiles(dir)
  const known = manifest === undefined ? {} : { manifestSha256: manifest }
  const report = await verifyExportFiles(files, known)
  const [first] = report.faults
  if (first) throw new Stop(`${dir} is NOT as it was exported: ${inWords(first)}.`)
  const { scope, withheld = [] } = report.manifest ?? {}
  if (scope !== 'practice' || withheld.length > 0)
    throw new Stop(`${dir} is not the whole of a practice: only that can be taken in.`)
  const admins = readPractice(files)
    .members.map(({ value }) => value.member)
    .filter(({ state, roles }) => state === 'active' && roles.includes('admin'))
  const [admin, another] = admins.filter((each) => email === undefined || each.email === email)
  if (!admin) throw new Stop(`No admin of that practice is called ${email}.`)
  if (another) {
    const emails = admins.map((each) => each.email).join(', ')
    throw new Stop(`It has several admins: say --admin, one of ${emails}.`)
  }
  return { files, manifestSha256: report.manifestSha256 ?? '', admin }
}
