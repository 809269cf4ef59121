// `npm run import`: takes an export of a whole practice into an empty cloud on this machine.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ImportRefusal } from '../../../shared/practice/import-order.ts'
import { Stop } from '../../leaving/stop.ts'
import { startCloud } from '../cloud.ts'
import { CannotStart } from '../start/cannot-start.ts'
import { prepareAssembly } from '../start/prepare-assembly.ts'
import { emptyStateFolder, isBegun, markSeeded, openStateFolder } from '../start/state-folder.ts'
import { AlreadyRunning } from '../state/lock.ts'
import { readArrival } from './read-arrival.ts'
import { takeIn } from './take-in.ts'

const USAGE = `npm run import -- --export DIR [--admin EMAIL] [--manifest HEX]

  --export DIR     an export of a whole practice, as npm run export made it
  --admin EMAIL    the admin who is let in first, where the practice has several
  --manifest HEX   the hash of its manifest, as it was noted when it was made

Into the cloud of npm start, which must be stopped and hold no practice: its state is kept in .noteseal,
or where NOTESEAL_STATE says. For AWS see docs/runbook.md. Interrupted, the same command goes on.
Ends with 0: taken in; 1: refused, or interrupted; 2: not understood.`

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const say = (line: string) => process.stdout.write(`${line}\n`)

const refusals: Readonly<Record<ImportRefusal, string>> = {
  not_as_exported: 'It is not as it was exported.',
  not_the_whole_practice: 'It is not the whole of a practice.',
  not_empty: 'There is a practice here already: say NOTESEAL_STATE=… for another place.',
  another_import: 'Another import was begun here and is not finished: go on with that one first.',
  no_such_admin: 'It has no such admin.',
}

class Usage extends Error {}

function command() {
  try {
    const { values } = parseArgs({
      options: {
        export: { type: 'string' },
        admin: { type: 'string' },
        manifest: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error))
  }
}

async function main(): Promise<void> {
  const { help, export: folder, admin: email, manifest } = command()
  if (help) {
    say(USAGE)
    return
  }
  if (folder === undefined) throw new Usage('--export is missing.')
  // npm runs scripts in the project's folder: paths are meant from where the person stands.
  const dir = resolve(process.env['INIT_CWD'] ?? process.cwd(), folder)
  const arrival = await readArrival(dir, {
    ...(manifest !== undefined && { manifest }),
    ...(email !== undefined && { email }),
  })
  say('The export is whole and unchanged.')

  const state = resolve(ROOT, process.env['NOTESEAL_STATE'] || '.noteseal')
  openStateFolder(state)
  const fresh = !isBegun(state)
  // Before anything is stored: the next start founds no demo practice beside it.
  if (fresh) markSeeded(state)
  const cloud = await startCloud({ dir: state, assembly: await prepareAssembly(say) })
  const taken = await takeIn(cloud, arrival, say).finally(cloud.close)
  if ('refused' in taken) {
    if (fresh) emptyStateFolder(state)
    throw new Stop([refusals[taken.refused], taken.fault].filter(Boolean).join(' '))
  }
  const { account, clients } = taken
  say(
    [
      `Taken in: ${clients} clients, with the same ids, ledgers and PDFs, sealed under new keys.`,
      '',
      `Let in first: ${account.name}`,
      `  e-mail    ${account.email}`,
      `  password  ${account.password}`,
      `  secret    ${account.totpSecret}  (one-time codes)`,
      'Everybody else is a member without an account: that admin gives each theirs.',
      '',
      'Process notes are in no export: each author takes their own along.',
      'npm start runs it.',
    ].join('\n'),
  )
}

try {
  await main()
} catch (error) {
  const usage = error instanceof Usage
  const told =
    error instanceof AlreadyRunning
      ? `Noteseal is running on that state (process ${error.pid}): stop it first.`
      : error instanceof Stop || error instanceof CannotStart || usage
        ? error.message
        : error instanceof Error
          ? error.stack
          : String(error)
  process.stderr.write(`${told}\n${usage ? `\n${USAGE}\n` : ''}`)
  process.exitCode = usage ? 2 : 1
}
