import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Api } from '../../infra/leaving/api.ts'
import { takeRecords } from '../../infra/leaving/take-records.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { LeavingPractice } from './leaving-practice.ts'

// node test/export/write-vectors.ts FOLDER
//
// Lives a small practice on the local cloud and exports it. Ids, nonces and keys are random by nature,
// so each run writes another: the vector in test/vectors/export was written once and is frozen. Write
// it anew only when the format itself changes, together with docs/formats/export.md.

const out = process.argv[2]
if (!out) throw new Error('say into which folder')
const dir = mkdtempSync(join(tmpdir(), 'noteseal-export-'))
const practice = await LeavingPractice.live(dir, await prepareAssembly())
try {
  const api = new Api(practice.cloud.apiUrl, () => practice.token('keeper'))
  const taken = await takeRecords({ api, out, say: console.log })
  console.log(taken?.manifestSha256)
} finally {
  await practice.cloud.close()
  rmSync(dir, { recursive: true, force: true })
}
