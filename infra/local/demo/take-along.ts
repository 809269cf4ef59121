import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { inWords } from '../../../shared/export/export-fault.ts'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import { folderFiles } from '../../leaving/folder-files.ts'
import { takeRecords } from '../../leaving/take-records.ts'
import type { PracticeRun } from './practice-run.ts'
import type { Steps } from './steps.ts'

/** The custodian takes all records along, and whoever gets them checks them without a network. */
export async function takeAlong(
  run: PracticeRun,
  steps: Steps,
  { custodian, out }: { custodian: string; out: string },
): Promise<void> {
  const folder = join(out, 'export')
  rmSync(folder, { recursive: true, force: true })
  const api = await run.people.ready(custodian)
  const taken = await steps.take('export', 'all records, opened, with PDFs and chains', () =>
    takeRecords({
      api: {
        get: async <T>(path: string) => (await api.get<T>(path)).body,
        post: async <T>(path: string, body?: unknown) => (await api.post<T>(path, body)).body,
      },
      out: folder,
      say: () => {},
    }),
  )
  await steps.take('verify', 'hashes, chains, commitments, signatures, seals', async () => {
    const known = taken && { manifestSha256: taken.manifestSha256 }
    const { faults } = await verifyExportFiles(folderFiles(folder), known)
    if (faults[0]) throw new Error(inWords(faults[0]))
  })
}
