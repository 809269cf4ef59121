import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { type Answer, Api } from '../../infra/local/demo/http/api.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { verifyExport } from '../../shared/ledger/verify-export.ts'

const dir = mkdtempSync(join(tmpdir(), 'noteseal-killed-'))
let child: ChildProcess | undefined
afterAll(async () => {
  if (child && child.exitCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(dir, { recursive: true, force: true })
})

async function start(assembly: string): Promise<Api> {
  child = spawn(process.execPath, [join(import.meta.dirname, 'whole-cloud.ts'), dir, assembly], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('no output')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('It did not start')))
  ended.catch(() => {})
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  const { apiUrl, token } = JSON.parse(line)
  return new Api(apiUrl, async () => token)
}

/** What the API acknowledged of one note. */
interface Acknowledged {
  readonly noteId: string
  readonly sessionId: string
  /** Text of the newest acknowledged revision, by its number. */
  saved: { revision: number; text: string }
  signed: boolean
}

interface Read {
  readonly state: string
  readonly revision: number
  readonly sections: readonly { key: string; text: string }[]
  readonly signedForm?: { readonly sections: readonly { key: string; text: string }[] }
  readonly documents: readonly { version: number }[]
}

const KILLS = 3

it('a cloud killed three times under load has every acknowledged write, no note half signed and no PDF missing', async () => {
  const assembly = await prepareAssembly()
  const notes: Acknowledged[] = []
  let clientId = ''
  for (let kill = 1; kill <= KILLS; kill++) {
    const api = await start(assembly)
    clientId ||= (await openClient(api)).body.clientId
    let acknowledged = 0
    const enough = 30 + 11 * kill
    const dead = child && once(child, 'exit')
    const count = () => {
      acknowledged++
      if (acknowledged === enough) child?.kill('SIGKILL')
    }
    await Promise.all(
      [0, 1, 2].map((writer) => write(api, clientId, `${kill}-${writer}`, notes, count)),
    )
    await dead
    expect(acknowledged).toBeGreaterThanOrEqual(enough)
  }

  const api = await start(assembly)
  for (const note of notes) {
    const { body } = await api.get<Read>(`/v1/notes/${note.noteId}`)
    const text = (body.signedForm ?? body).sections.find(({ key }) => key === 'narrative')?.text
    expect(body.revision).toBeGreaterThanOrEqual(note.saved.revision)
    if (body.revision === note.saved.revision && note.saved.revision > 0)
      expect(text).toBe(note.saved.text)
    if (note.signed) expect(body.state).toBe('signed')
    const session = await api.get<{ obligation?: { state: string } }>(
      `/v1/sessions/${note.sessionId}`,
    )
    expect(session.body.obligation?.state).toBe(body.state === 'signed' ? 'done' : 'open')
    if (body.state !== 'signed') continue
    await expect
      .poll(async () => (await api.get<Read>(`/v1/notes/${note.noteId}`)).body.documents.length, {
        timeout: 60_000,
      })
      .toBe(1)
  }
  expect(notes.filter(({ signed }) => signed).length).toBeGreaterThan(KILLS)

  const ledger = (await api.get(`/v1/clients/${clientId}/ledger`)).body
  expect(verifyExport(ledger)).toEqual([])
  const listed = await allNotes(api, clientId)
  const signedEvents = (ledger as { events: { type: string; about: { noteId: string } }[] }).events
    .filter(({ type }) => type === 'note_signed')
    .map(({ about }) => about.noteId)
  expect(signedEvents.toSorted()).toEqual(
    listed.flatMap(({ noteId, state }) => (state === 'signed' ? [noteId] : [])).toSorted(),
  )
}, 300_000)

/** Sessions and notes one after another, until the cloud is gone. */
async function write(
  api: Api,
  clientId: string,
  writer: string,
  notes: Acknowledged[],
  count: () => void,
): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      await oneNote(api, clientId, `${writer}-${i}`, notes, count)
    } catch (error) {
      // The connection broke: the cloud is dead. Anything the API says itself is a failure.
      if (error instanceof TypeError) return
      throw error
    }
  }
}

async function oneNote(
  api: Api,
  clientId: string,
  name: string,
  notes: Acknowledged[],
  count: () => void,
): Promise<void> {
  const end = Date.now() - 3_600_000
  const times = {
    start: new Date(end - 3_000_000).toISOString(),
    end: new Date(end).toISOString(),
  }
  const planned = await api.post<{ sessionId: string }>(`/v1/clients/${clientId}/sessions`, {
    ...times,
    modality: 'in person',
    placeOfService: '11',
    participants: ['client'],
    services: [],
    diagnoses: [],
  })
  const { sessionId } = planned.body
  await api.post(
    `/v1/sessions/${sessionId}/outcome`,
    { status: 'held', ...times },
    { ifMatch: planned.etag },
  )
  let last: Answer = await api.post(`/v1/clients/${clientId}/notes`, {
    sessionId,
    template: 'narrative',
  })
  const noteId = String(last.body['noteId'])
  const note: Acknowledged = { noteId, sessionId, saved: { revision: 0, text: '' }, signed: false }
  notes.push(note)
  count()
  for (let revision = 1; revision <= 3; revision++) {
    const text = `Words of ${name}, revision ${revision}.`
    last = await api.put(
      `/v1/notes/${noteId}/draft`,
      { sections: { narrative: text } },
      { ifMatch: last.etag },
    )
    note.saved = { revision, text }
    count()
  }
  await api.post(
    `/v1/notes/${noteId}/signature`,
    { statementVersion: 'author/1', accepted: true },
    { ifMatch: last.etag },
  )
  note.signed = true
  count()
}

const openClient = (api: Api) =>
  api.post<{ clientId: string }>('/v1/clients', {
    demographics: { name: { given: 'Jo', family: 'Doe' }, birthDate: '1990-05-01' },
  })

async function allNotes(api: Api, clientId: string) {
  const found: { noteId: string; state: string }[] = []
  let cursor = ''
  do {
    const { body } = await api.get<{ notes: typeof found; next?: string }>(
      `/v1/clients/${clientId}/notes?limit=100${cursor && `&cursor=${cursor}`}`,
    )
    found.push(...body.notes)
    cursor = body.next ?? ''
  } while (cursor !== '')
  return found
}
