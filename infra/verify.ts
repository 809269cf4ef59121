// `npm run verify -- WHAT...`: checks what left the practice, an export's folder or a sealed PDF.
// Needs no network, no AWS and no Noteseal that runs.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { verifyExportFolder } from './leaving/verify-export-folder.ts'
import { verifyPdfFiles } from './leaving/verify-pdf-files.ts'

const USAGE = `npm run verify -- FILE.pdf... | EXPORT_DIR

  --fingerprint HEX   a key that may have sealed it, as the practice made it known; may be repeated
  --export DIR        of files: an export to look for newer versions in
  --manifest HEX      of an export: the hash of its manifest, as it was noted when it was made
  --json              the answer for programs

  Exit code 0: all unchanged. 1: something was changed, or is not sealed. 2: the question was not
  understood. 3: all unchanged, but sealed by a key that is none of those given.`

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<0 | 1 | 2 | 3> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fingerprint: { type: 'string', multiple: true, default: [] },
      export: { type: 'string' },
      manifest: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || positionals.length === 0) {
    say(USAGE)
    return values.help ? 0 : 2
  }
  // npm runs scripts in the project's folder: paths are meant from where the person stands.
  const from = process.env['INIT_CWD'] ?? process.cwd()
  const asked = { fingerprints: values.fingerprint, json: values.json }
  const paths = positionals.map((each) => resolve(from, each))
  const folder = paths.find((path) => statSync(path).isDirectory())
  if (folder === undefined) {
    const exportFolder = values.export === undefined ? undefined : resolve(from, values.export)
    if (exportFolder !== undefined && !statSync(exportFolder).isDirectory())
      throw new Error(`${values.export} is not the folder of an export.`)
    return verifyPdfFiles(paths, { ...asked, ...(exportFolder && { exportFolder }) }, say)
  }
  if (paths.length > 1) throw new Error(`One export at a time, and no files beside it.\n\n${USAGE}`)
  const { manifest } = values
  const known = { ...asked, ...(manifest !== undefined && { manifestSha256: manifest }) }
  return (await verifyExportFolder(folder, known, say)) ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
}
