// `npm run drill`: everything is lost and put back, in a fresh state of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareAssembly } from '../start/prepare-assembly.ts'
import { drill } from './drill.ts'

const USAGE = `npm run drill -- --out DIR

  --out DIR    where drill.json and the cloud's state are written

A small practice works, its keys are exported, it goes on working, one client is destroyed; then every
table is emptied, put back to one second, and repaired as docs/runbook.md says.`

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help || values.out === undefined) {
    say(values.help ? USAGE : `--out is missing.\n\n${USAGE}`)
    return values.help ? 0 : 1
  }
  // npm runs scripts in the project's folder: paths are meant from where the person stands.
  const out = resolve(process.env['INIT_CWD'] ?? process.cwd(), values.out)
  mkdirSync(out, { recursive: true })
  const assembly = await prepareAssembly(say)
  const report = await drill({ out, assembly, report: say })
  writeFileSync(join(out, 'drill.json'), `${JSON.stringify(report, null, 2)}\n`)
  const { failed, figures } = report
  say(
    failed
      ? `Failed at ${failed.step}: ${failed.reason}`
      : `Done: ${figures['notes']} notes and ${figures['documents']} documents as before, ${figures['rebuilt']} of them put back from the bucket. See ${join(out, 'drill.json')}.`,
  )
  return report.ok ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
