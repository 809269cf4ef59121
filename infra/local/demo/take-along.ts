import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inWords } from '../../../shared/export/export-fault.ts'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import { folderFiles } from '../../leaving/folder-files.ts'
import { takeRecords } from '../../leaving/take-records.ts'
import { startCloud } from '../cloud.ts'
import { readArrival } from '../import/read-arrival.ts'
import { takeIn } from '../import/take-in.ts'
import type { PracticeRun } from './practice-run.ts'
import type { Steps } from './steps.ts'

/**
 * The custodian takes all records along; whoever gets them checks them without a network, and may put
 * them into a Noteseal of their own.
 */
export async function takeAlong(
  run: PracticeRun,
  steps: Steps,
  { custodian, assembly, out }: { custodian: string; assembly: string; out: string },
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
  if (taken) await arrive(steps, { folder, assembly, manifest: taken.manifestSha256 })
}

/** They move to another Noteseal, which is empty. */
async function arrive(
  steps: Steps,
  { folder, assembly, manifest }: { folder: string; assembly: string; manifest: string },
): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'noteseal-arrived-'))
  try {
    await steps.take(
      'move',
      'another Noteseal takes it in: same ids, chains and PDFs',
      async () => {
        const arrival = await readArrival(folder, { manifest })
        const cloud = await startCloud({ dir: state, assembly })
        const answer = await takeIn(cloud, arrival, () => {}).finally(cloud.close)
        if ('refused' in answer) throw new Error([answer.refused, answer.fault].join(' '))
      },
    )
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
}
