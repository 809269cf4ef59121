// `npm start`: the practice's cloud on this machine, until Ctrl-C.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Cloud, startCloud } from './cloud.ts'
import { demoBegins, seedDemoPractice } from './demo/seed.ts'
import { PortTaken } from './http/listen.ts'
import { announcement } from './start/announcement.ts'
import { CannotStart } from './start/cannot-start.ts'
import { prepareAssembly } from './start/prepare-assembly.ts'
import {
  emptyStateFolder,
  isBegun,
  isSeeded,
  markSeeded,
  openStateFolder,
} from './start/state-folder.ts'
import { readJson, writeJson } from './state/json-file.ts'
import { AlreadyRunning } from './state/lock.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DEFAULT_PORT = 7420
/** Once people look on, the stand-ins answer no sooner than AWS would: what waits for what can be seen. */
const LATENCY_MS = 4
const USAGE = `npm start -- [--reset] [--empty] [--port N]

  --reset   begin anew: what is stored here is deleted
  --empty   do not found the demo practice
  --port N  take ports N, N + 1 and N + 2 instead of ${DEFAULT_PORT} and the next two

The state is kept in .noteseal, or where NOTESEAL_STATE says.`

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Ctrl-C was pressed: what fails from then on fails because of that. */
let stopping = false

interface Command {
  readonly dir: string
  readonly port: number
  readonly reset: boolean
  readonly empty: boolean
}

function wishes() {
  try {
    return parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        port: { type: 'string', default: String(DEFAULT_PORT) },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`)
  }
}

function command(): Command {
  const values = wishes()
  if (values.help) {
    say(USAGE)
    process.exit(0)
  }
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1024 || port > 65_533)
    throw new CannotStart(`--port takes a number from 1024 to 65533, not ${values.port}`)
  const dir = resolve(ROOT, process.env['NOTESEAL_STATE'] || '.noteseal')
  return { dir, port, reset: values.reset, empty: values.empty }
}

async function main(): Promise<void> {
  const { dir, port, reset, empty } = command()
  say('Noteseal on this machine: for evaluating, developing and testing. Real PHI belongs in AWS.')
  openStateFolder(dir)
  const unfinished = isBegun(dir) && !isSeeded(dir)
  if (reset || unfinished) {
    emptyStateFolder(dir)
    say(
      reset ? 'Beginning anew.' : 'The last start was interrupted while founding: beginning anew.',
    )
  }

  const assembly = await prepareAssembly(say)
  const founding = !isSeeded(dir) && !empty
  const realNow = () => Math.round(performance.timeOrigin + performance.now())
  let latencyMs = 0
  const cloud = await startCloud({
    dir,
    assembly,
    ports: { base: port },
    latencyMs: () => latencyMs,
    // A demo practice has a past to live through first.
    ...(founding && { startAt: demoBegins(realNow()) }),
  })
  stopOnSignal(cloud)
  const { consoleUrl, apiUrl, issuerUrl, clientId } = cloud
  writeJson(addressFile(dir), { console: consoleUrl, api: apiUrl, issuer: issuerUrl, clientId })
  if (founding) {
    say('Founding the demo practice (once) …')
    await seedDemoPractice(cloud, say, realNow)
  }
  if (!isSeeded(dir)) markSeeded(dir)
  latencyMs = LATENCY_MS
  // Outside, whatever the cloud's clock says: codes are shown as an app on a phone would.
  say(announcement(cloud, realNow()))
}

const addressFile = (dir: string) => resolve(dir, 'addresses.json')

function stopOnSignal(cloud: Cloud): void {
  const stop = async () => {
    if (stopping) process.exit(130)
    stopping = true
    say('\nStopping …')
    await cloud.close()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function explain(error: unknown): string {
  if (error instanceof AlreadyRunning) {
    const { dir } = command()
    const kept = readJson(addressFile(dir))
    const where =
      typeof kept === 'object' && kept !== null && 'console' in kept ? ` at ${kept.console}` : ''
    return `Noteseal is already running on ${dir}${where} (process ${error.pid}).
Stop that one with Ctrl-C, or keep another state beside it: NOTESEAL_STATE=… npm start -- --port …`
  }
  if (error instanceof PortTaken) {
    return `Port ${error.port} is taken by another program. Choose others: npm start -- --port ${error.port + 100}`
  }
  if (error instanceof CannotStart) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

try {
  await main()
} catch (error) {
  if (!stopping) {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  }
}
