// `npm run verify -- WHAT...`: checks what left the practice, an export's folder or a sealed PDF.
// Needs no network, no AWS and no Noteseal that runs.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { verifyPdfFile } from './leaving/verify-pdf-file.ts'

const USAGE = `npm run verify -- FILE.pdf...

  --fingerprint HEX   the key that must have sealed it, as the practice made it known; may be repeated
  --json              the answer for programs`

const say = (line: string) => process.stdout.write(`${line}\n`)

/** 0: all as it was; 1: something was changed; 2: the question was not understood. */
function main(): 0 | 1 | 2 {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fingerprint: { type: 'string', multiple: true, default: [] },
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
  const answers = positionals.map((each) => {
    const path = resolve(from, each)
    if (statSync(path).isDirectory()) throw new Error(`${each} is a folder.\n\n${USAGE}`)
    return verifyPdfFile(path, asked, say)
  })
  return answers.every((whole) => whole) ? 0 : 1
}

try {
  process.exitCode = main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
}
