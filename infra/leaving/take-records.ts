import { eventsIn } from '../../shared/export/client-records.ts'
import { type Destruction, destructionsIn } from '../../shared/export/destroyed-records.ts'
import type {
  ExportedFile,
  ExportedKey,
  ExportManifest,
} from '../../shared/export/export-manifest.ts'
import type { ExportedCustody } from '../../shared/export/exported-custody.ts'
import type {
  ExportedGroup,
  ExportedMember,
  ExportedSettings,
} from '../../shared/export/exported-record.ts'
import { lineOf } from '../../shared/export/write-records.ts'
import type { ChainExport } from '../../shared/ledger/chain-export.ts'
import type { ExportRun } from '../../shared/practice/export-run.ts'
import { ApiRefused, type Calls } from './api.ts'
import { type Done, ExportFolder } from './export-folder.ts'
import { Stop } from './stop.ts'
import { takeClient } from './take-client.ts'
import { takeDestroyed } from './take-destroyed.ts'

export interface Taking {
  readonly api: Calls
  readonly out: string
  /** One client alone; without it, all of them and the practice itself. */
  readonly clientId?: string
  readonly say: (line: string) => void
}

export interface Taken {
  readonly manifest: ExportManifest
  readonly manifestSha256: string
}

/**
 * Takes records along, over HTTP. Killed and started again, it goes on where it stopped.
 *
 * @throws Stop with what a person can do, ApiRefused
 */
export async function takeRecords({ api, out, clientId, say }: Taking): Promise<Taken | undefined> {
  const folder = new ExportFolder(out)
  if (folder.isComplete) return undefined
  const run = await runOf(api, folder, clientId)
  const { exportId, practiceId } = run
  const [{ keys }, { clients }] = await Promise.all([
    api.get<{ keys: ExportedKey[] }>('/v1/keys'),
    api.get<{ clients: { clientId: string; withheld: boolean }[] }>(
      `/v1/exports/${exportId}/clients`,
    ),
  ])
  const done = folder.done()
  const withheld = clients.filter((each) => each.withheld).map((each) => each.clientId)
  const taken: Done[] = []
  const wanted = clients.filter((each) => !each.withheld)
  // Whoever gets one record is told what is in it, not who works on it.
  const withAccess = clientId === undefined
  for (const [i, each] of wanted.entries()) {
    const before = done.get(each.clientId)
    const chain = `P#${practiceId}#C#${each.clientId}`
    const client =
      before ??
      (await orGone(
        takeClient(api, folder, { clientId: each.clientId, exportId, chain, withAccess }),
      ))
    if (client) taken.push(client)
    say(`  ${i + 1} of ${wanted.length}  client ${each.clientId}: ${told(client, before)}`)
  }
  const practice = clientId === undefined ? await takePractice(api, folder, run, taken) : undefined
  if (practice) say('  the practice: settings, members, groups, ledger')
  const gone = practice ? destructionsIn(eventsIn(practice.ledger)) : new Map<string, Destruction>()
  const destroyed: Awaited<ReturnType<typeof takeDestroyed>>[] = []
  for (const [id, destruction] of gone) {
    // Who was destroyed while this went on was taken whole before: that has to go too.
    folder.keepOnly(`clients/${id}`, [])
    destroyed.push(await takeDestroyed(api, folder, run, destruction))
  }
  if (gone.size > 0) say(`  destroyed records: ${gone.size} chains, with certificates and register`)
  const living = taken.filter((each) => !gone.has(each.clientId))
  const manifest: ExportManifest = {
    form: 'noteseal/export/1',
    practiceId,
    scope: practice ? 'practice' : 'client',
    exportedAt: new Date().toISOString(),
    keys: withEarlier(keys, [...living, ...destroyed]),
    chains: [
      ...(practice ? [practice.chain] : []),
      ...living.map(({ clientId: id, head }) => ({ chain: `P#${practiceId}#C#${id}`, head })),
    ],
    withheld: withheld.filter((id) => !gone.has(id)),
    files: [practice ?? { files: [] }, ...living, ...destroyed]
      .flatMap(({ files }) => files)
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  }
  return { manifest, manifestSha256: folder.complete(manifest) }
}

/** The run that was begun in this folder, while it may be read; otherwise another. */
async function runOf(
  api: Calls,
  folder: ExportFolder,
  clientId: string | undefined,
): Promise<ExportRun> {
  const before = folder.run()
  if (before && before.clientId !== clientId)
    throw new Stop('An export of something else was begun in this folder: choose another.')
  const { practice } = await api.get<{ practice: { practiceId: string } }>('/v1/me')
  if (before && before.practiceId !== practice.practiceId)
    throw new Stop('An export of another practice was begun in this folder: choose another.')
  if (before && (await isOpen(api, before))) return before
  const run = await api.post<ExportRun>('/v1/exports', { ...(clientId && { clientId }) })
  folder.begin(run)
  return run
}

const isOpen = (api: Calls, { exportId }: ExportRun): Promise<boolean> =>
  api.get(`/v1/exports/${exportId}/clients`).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ApiRefused && error.type === 'export_not_found') return false
      throw error
    },
  )

/** A record may be destroyed while an export is under way. */
const orGone = (taking: Promise<Done>): Promise<Done | undefined> =>
  taking.catch((error: unknown) => {
    if (error instanceof ApiRefused && error.type === 'client_not_found') return undefined
    throw error
  })

/** Keys that sealed documents before the present one: whoever checks compares their fingerprints too. */
function withEarlier(
  keys: readonly ExportedKey[],
  parts: readonly Pick<Done, 'keys'>[],
): ExportedKey[] {
  const present = new Set(keys.map(({ fingerprint }) => fingerprint))
  const earlier = parts
    .flatMap((part) => part.keys)
    .filter(({ fingerprint }) => !present.has(fingerprint))
  const each = new Map(earlier.map((key) => [key.fingerprint, key]))
  const sorted = [...each.values()].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
  return [...keys, ...sorted]
}

function told(done: Done | undefined, before: Done | undefined): string {
  if (!done) return 'not there any more'
  const pdfs = done.files.filter(({ path }) => path.endsWith('.pdf')).length
  const bytes = done.files.reduce((sum, file) => sum + file.bytes, 0)
  const amount = `${pdfs} PDFs, ${(bytes / 1024).toFixed(0)} KB`
  return before ? `${amount}, there already` : amount
}

async function takePractice(
  api: Calls,
  folder: ExportFolder,
  { exportId }: ExportRun,
  clients: readonly Done[],
): Promise<{
  files: ExportedFile[]
  chain: ExportManifest['chains'][number]
  ledger: ChainExport
}> {
  const groupIds = [...new Set(clients.flatMap((each) => each.groupIds))].sort()
  const groups: ExportedGroup[] = []
  for (const groupId of groupIds) {
    // A group in which somebody sits from whose record the caller is barred stays behind.
    const group = await api
      .get<ExportedGroup>(`/v1/groups/${groupId}/export?export=${exportId}`)
      .catch((error: unknown) => {
        if (error instanceof ApiRefused && error.type === 'not_allowed') return undefined
        throw error
      })
    if (group) groups.push(group)
  }
  const { settings, members } = await api.get<{
    settings: ExportedSettings
    members: ExportedMember[]
  }>(`/v1/exports/${exportId}/practice`)
  const { custody } = await api.get<{ custody: ExportedCustody[] }>(
    `/v1/exports/${exportId}/custody`,
  )
  const ledger = await api.get<ChainExport>('/v1/ledger')
  const sorted = members.toSorted((a, b) => (a.member.memberId < b.member.memberId ? -1 : 1))
  const put = (name: string, text: string) => folder.put(`practice/${name}`, Buffer.from(text))
  return {
    files: [
      put('settings.json', lineOf(settings)),
      put('members.jsonl', sorted.map(lineOf).join('')),
      put('groups.jsonl', groups.map(lineOf).join('')),
      put('custody.jsonl', custody.map(lineOf).join('')),
      put('ledger.json', lineOf(ledger)),
    ],
    chain: { chain: ledger.chain, head: ledger.head },
    ledger,
  }
}
