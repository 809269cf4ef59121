// `npm run demo`: the life of notes, from the plan to the sealed PDF, in a fresh state of its own.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { prepareAssembly } from '../start/prepare-assembly.ts'
import { type CheckedCaseload, checkCaseload, NoCaseload } from './caseload/check-caseload.ts'
import { demonstrate, type Summary } from './demonstration.ts'

const EXAMPLE = fileURLToPath(new URL('../../../docs/caseload.example.json', import.meta.url))

const USAGE = `npm run demo -- --out DIR [--caseload FILE.json]

  --out DIR          where documents, summary.json and the cloud's state are written
  --caseload FILE    members, clients, sessions and notes of your own, as docs/caseload.md says;
                     without it, docs/caseload.example.json`

/** The command was not understood, or its file cannot be used; the message says what to do. */
class Stop extends Error {}

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { out, file } = command()
  const caseload = readCaseload(file)
  mkdirSync(out, { recursive: true })
  for (const { row, key, field, reason } of caseload.refused)
    say(`  refused ${row}${key ? ` (${key})` : ''}${field ? ` ${field}` : ''}: ${reason}`)
  const assembly = await prepareAssembly(say)
  const began = performance.now()
  const summary = await demonstrate({ out, assembly, caseload, report: say })
  writeFileSync(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  say(ending(summary, out, (performance.now() - began) / 1000))
  return summary.ok ? 0 : 1
}

function command(): { out: string; file: string } {
  let values: { out?: string; caseload?: string; help?: boolean }
  try {
    ;({ values } = parseArgs({
      options: {
        out: { type: 'string' },
        caseload: { type: 'string' },
        help: { type: 'boolean' },
      },
    }))
  } catch (error) {
    throw new Stop(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
  if (values.help) {
    say(USAGE)
    process.exit(0)
  }
  if (values.out === undefined) throw new Stop(`--out is missing.\n\n${USAGE}`)
  // npm runs scripts in the project's folder: paths are meant from where the person stands.
  const from = process.env['INIT_CWD'] ?? process.cwd()
  return {
    out: resolve(from, values.out),
    file: values.caseload === undefined ? EXAMPLE : resolve(from, values.caseload),
  }
}

function readCaseload(file: string): CheckedCaseload {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Stop(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  try {
    return checkCaseload(JSON.parse(text.replace(/^\ufeff/, '')), new Date().toISOString())
  } catch (error) {
    if (error instanceof SyntaxError) throw new Stop(`${file} is not JSON.`)
    if (error instanceof NoCaseload) throw new Stop(`${file} is ${error.message}.`)
    throw error
  }
}

function ending({ ok, failed, documents, refused, mails }: Summary, out: string, seconds: number) {
  const counts = `${documents.length} documents, ${mails.length} mails, ${refused.length} refusals, ${seconds.toFixed(0)} s`
  return ok
    ? `Done: ${counts}. See ${join(out, 'documents')} and ${join(out, 'summary.json')}.`
    : `Failed at ${failed?.step}: ${failed?.reason}`
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(
    `${error instanceof Stop ? error.message : error instanceof Error ? error.stack : error}\n`,
  )
  process.exitCode = 1
}
