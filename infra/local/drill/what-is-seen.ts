import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { verifyExport } from '../../../shared/ledger/verify-export.ts'
import { download } from '../../leaving/api.ts'
import type { Cloud } from '../cloud.ts'
import { Api, ApiRefused } from '../demo/http/api.ts'

/** A practice through its API. */
export interface Seen {
  /** What each note says, by its id. */
  readonly notes: ReadonlyMap<string, unknown>
  /** SHA-256 of each document that was downloaded, by its id. */
  readonly documents: ReadonlyMap<string, string>
  /** What their author reads of each process note, by its id. */
  readonly processNotes: ReadonlyMap<string, string>
  /** What the register and the certificates tell of each client who was destroyed, by their id. */
  readonly ends: ReadonlyMap<string, unknown>
}

interface Whole {
  readonly state: string
  readonly signedForm?: unknown
  readonly addenda?: unknown
}

/** As the person of this name, signed in anew. */
function as(cloud: Cloud, name: string): Api {
  const account = cloud.accounts.list().find((each) => each.name === name)
  if (!account) throw new Error(`nobody is called ${name}`)
  return new Api(cloud.apiUrl, () => cloud.accounts.token(account.subject))
}

const behind = (api: Api, link: string): Promise<Buffer> =>
  download(async () => (await api.post<{ url: string }>(link, {})).body.url)

/** @throws Error where a ledger does not verify, or a download is not what is recorded of it */
export async function seen(
  cloud: Cloud,
  clientIds: readonly string[],
): Promise<Omit<Seen, 'ends'>> {
  const api = as(cloud, 'Bea Baker')
  const notes = new Map<string, unknown>()
  const documents = new Map<string, string>()
  const processNotes = new Map<string, string>()
  for (const clientId of clientIds) {
    const client = `/v1/clients/${clientId}`
    const listed = await api.get<{ notes: { noteId: string }[] }>(`${client}/notes?limit=100`)
    for (const { noteId } of listed.body.notes) {
      const { state, signedForm, addenda } = (await api.get<Whole>(`/v1/notes/${noteId}`)).body
      notes.set(noteId, { state, signedForm, addenda })
    }
    const own = await api.get<{ processNotes: { processNoteId: string }[] }>(
      `${client}/process-notes`,
    )
    for (const { processNoteId } of own.body.processNotes) {
      const { body } = await api.get<{ text: string }>(`/v1/process-notes/${processNoteId}`)
      processNotes.set(processNoteId, body.text)
    }
    const files = await api.get<{ documents: { documentId: string; sha256: string }[] }>(
      `${client}/documents?limit=200`,
    )
    for (const { documentId, sha256 } of files.body.documents) {
      const bytes = await behind(api, `/v1/documents/${documentId}/link`)
      const is = createHash('sha256').update(bytes).digest('hex')
      if (is !== sha256) throw new Error('a document is not what was stored')
      documents.set(documentId, is)
    }
    const breaks = verifyExport((await api.get(`${client}/ledger`)).body)
    if (breaks.length > 0) throw new Error(`the ledger breaks: ${JSON.stringify(breaks)}`)
  }
  return { notes, documents, processNotes }
}

/** @throws Error where one is not in the register once, or not certified by one document */
export async function endsTold(
  cloud: Cloud,
  clientIds: readonly string[],
): Promise<Map<string, unknown>> {
  const api = as(cloud, 'Kim Keeper')
  const register = await api.get<{ entries: { clientId: string }[] }>(
    '/v1/disposal-register?name=Drill',
  )
  const told = new Map<string, unknown>()
  for (const clientId of clientIds) {
    const entries = register.body.entries.filter((each) => each.clientId === clientId)
    const path = `/v1/disposals/${clientId}/certificates`
    const { body } = await api.get<{ certificates: { document?: { sha256: string } }[] }>(path)
    const bytes = await behind(api, `${path}/1/link`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const [certificate, ...more] = body.certificates
    if (entries.length !== 1 || more.length > 0 || certificate?.document?.sha256 !== sha256)
      throw new Error('a destruction is not told of once')
    told.set(clientId, { entries, certificate })
  }
  return told
}

/** @throws Error naming the ids of what is missing, or other than before */
export function theSame(before: Seen, after: Seen): void {
  for (const kind of ['notes', 'documents', 'processNotes', 'ends'] as const) {
    const other = [...before[kind]].filter(
      ([id, is]) => !isDeepStrictEqual(after[kind].get(id), is),
    )
    if (other.length > 0) throw new Error(`${kind} differ: ${other.map(([id]) => id).join(', ')}`)
    if (after[kind].size !== before[kind].size)
      throw new Error(`there are other ${kind} than before`)
  }
}

/** @throws Error where anything of a destroyed client can be found, read or fetched */
export async function destroyedEverywhere(cloud: Cloud, clientId: string): Promise<void> {
  const api = as(cloud, 'Bea Baker')
  const client = `/v1/clients/${clientId}`
  for (const path of ['', '/notes', '/sessions', '/documents', '/process-notes', '/ledger']) {
    const answer = await api.get(client + path).catch((error: unknown) => error)
    if (!(answer instanceof ApiRefused) || answer.status !== 404)
      throw new Error(`${path || 'the record'} of the destroyed client is not gone`)
  }
  const { body } = await as(cloud, 'Ada Admin').get<{ clients: { clientId: string }[] }>(
    '/v1/clients?limit=100',
  )
  if (body.clients.some((each) => each.clientId === clientId))
    throw new Error('the destroyed client is listed')
  for (const table of cloud.storage.tables.filter((name) => /Keys/.test(name))) {
    const left = (await cloud.storage.items(table)).map((item) => JSON.stringify(item))
    if (left.some((text) => text.includes(clientId))) throw new Error(`a key is left in ${table}`)
  }
  for (const table of cloud.storage.tables.filter((name) => /Process/.test(name))) {
    const left = (await cloud.storage.items(table)).map((item) => JSON.stringify(item))
    if (left.some((text) => text.includes(clientId)))
      throw new Error(`a process note, or who may write one, is left in ${table}`)
  }
  const files = [...(await cloud.storage.objects()).values()].flat()
  if (files.some((key) => key.startsWith(`documents/${clientId}/`)))
    throw new Error('an object of the destroyed client is left')
}
