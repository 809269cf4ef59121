// `npm run export`: takes a practice's records along, or one client's, in a form that needs no Noteseal.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Id } from '../../shared/id.ts'
import { Api, ApiRefused, type Token } from './api.ts'
import { localCloud } from './local-sign-in.ts'
import { Stop } from './stop.ts'
import { type Taken, takeRecords } from './take-records.ts'

const USAGE = `npm run export -- --out DIR [--api URL --token-file FILE] [--client ID]

  --out DIR          an empty folder; or one in which an export was interrupted, to go on with it
  --api URL          where the API answers
  --token-file FILE  an access token of the practice's custodian; read again whenever it is needed
  --client ID        one client's record alone; without it, all of them and the practice itself
  --as EMAIL         without --api: whom to sign in as on the local cloud, instead of its custodian

Without --api it is the cloud of npm start, and signs in by itself.
Ends with 0: complete; 1: interrupted, the same command goes on; 2: not understood;
3: complete, but for the records of clients from whom whoever exports is barred.`

const say = (line: string) => process.stdout.write(`${line}\n`)

class Usage extends Error {}

function command() {
  const { values } = parse()
  if (values.help) return undefined
  if (values.out === undefined) throw new Usage('--out is missing.')
  if (values.client !== undefined && !Id.safeParse(values.client).success)
    throw new Usage(`${values.client} is not the id of a client.`)
  if ((values.api === undefined) !== (values['token-file'] === undefined))
    throw new Usage('--api and --token-file go together.')
  // npm runs scripts in the project's folder: paths are meant from where the person stands.
  const from = process.env['INIT_CWD'] ?? process.cwd()
  const file = values['token-file']
  return {
    out: resolve(from, values.out),
    clientId: values.client,
    ...(values.api !== undefined && file !== undefined
      ? { api: values.api, token: tokenIn(resolve(from, file)) }
      : localCloud(values.as)),
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        out: { type: 'string' },
        api: { type: 'string' },
        'token-file': { type: 'string' },
        client: { type: 'string' },
        as: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error))
  }
}

/** Its file, so that no token stands in the list of processes. */
const tokenIn =
  (file: string): Token =>
  async () => {
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      throw new Stop(`${file} cannot be read: it must hold an access token.`)
    }
  }

function ending({ manifest, manifestSha256 }: Taken, out: string): string {
  const pdfs = manifest.files.filter(({ path }) => path.endsWith('.pdf')).length
  return [
    `Complete: ${manifest.chains.length} chains, ${manifest.files.length} files, ${pdfs} of them PDFs, in ${out}`,
    ...manifest.withheld.map(
      (clientId) => `  withheld: client ${clientId} (barred from this record)`,
    ),
    '',
    'It holds opened records: keep it where they may be.',
    `Note this elsewhere; with it nothing in the export can be changed unseen:  ${manifestSha256}`,
    ...manifest.keys.map(({ use, fingerprint }) => `  key of ${use}  ${fingerprint}`),
    `Check it:  npm run verify -- ${out} --manifest ${manifestSha256}`,
  ].join('\n')
}

async function main(): Promise<number> {
  const asked = command()
  if (!asked) {
    say(USAGE)
    return 0
  }
  const { out, clientId } = asked
  const api = new Api(asked.api, asked.token)
  const taken = await takeRecords({ api, out, say, ...(clientId !== undefined && { clientId }) })
  if (!taken) {
    say(`Complete: ${out} lacked its manifest's name only.`)
    return 0
  }
  say(ending(taken, out))
  return taken.manifest.withheld.length > 0 ? 3 : 0
}

try {
  process.exitCode = await main()
} catch (error) {
  const usage = error instanceof Usage
  const told =
    error instanceof Stop || error instanceof ApiRefused || usage
      ? error.message
      : error instanceof Error
        ? error.stack
        : String(error)
  process.stderr.write(`${told}\n${usage ? `\n${USAGE}\n` : ''}`)
  process.exitCode = usage ? 2 : 1
}
