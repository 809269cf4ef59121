import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusMinutes } from '../../../shared/clock.ts'
import { documentIdOf } from '../../../shared/document/document-item.ts'
import { COVER, packetDocumentId } from '../../../shared/document/packet.ts'
import { AskedRoom } from '../asked-room.ts'
import { from, once } from '../harness.ts'
import { canary, code, expected, sections } from '../records-api/note-room.ts'

let room: AskedRoom
beforeAll(async () => {
  room = await AskedRoom.open()
})
afterAll(() => room.close())

const forPayer = {
  purpose: 'Review of plover-detour',
  recipient: { name: 'Cascadia', role: 'payer', contact: '1 Heron Way' },
  basis: { ground: 'payment' },
  scope: {
    sections: ['progress-notes', 'treatment-plans', 'measures', 'diagnoses', 'consents'],
    from: '2025-06-01',
    to: '2026-12-31',
  },
  contents: { of: 'packet', payer: 'Cascadia' },
}

const forClient = {
  purpose: 'The client asked for it',
  recipient: { name: `${canary.given} ${canary.family}`, role: 'client' },
  basis: { ground: 'client-access', requestedOn: '2026-01-01' },
  scope: { sections: 'all' },
  contents: { of: 'record' },
}

/** A client with so many signed notes, a day apart. */
async function clientWith(notes: number): Promise<{ clientId: string; noteIds: string[] }> {
  const clientId = await room.notes.client()
  const noteIds: string[] = []
  for (let i = 0; i < notes; i++) {
    const start = plusMinutes(room.house.now(), -60 - i * 1440)
    const sessionId = await room.notes.session(clientId, { start })
    const path = `/v1/clients/${clientId}/notes`
    const opened = await room.notes.as('baker').post(path, { sessionId, template: 'soap' })
    const { noteId } = expected(opened, 201)
    const draft = { sections }
    expected(await room.notes.as('baker').put(`/v1/notes/${noteId}/draft`, draft, from('"0"')), 200)
    expected(await room.notes.sign(noteId, 'baker', { lateReason: 'Power cut.' }), 200)
    noteIds.push(noteId)
  }
  return { clientId, noteIds }
}

const ask = (clientId: string, words: object = forPayer, name = 'admin', headers = {}) =>
  room.releases(name).post(`/v1/clients/${clientId}/releases`, words, headers)

const read = async (releaseId: string) =>
  (await room.releases('admin').get(`/v1/releases/${releaseId}`)).body.release

const give = async (releaseId: string) => {
  const { version } = await read(releaseId)
  const path = `/v1/releases/${releaseId}/giving`
  return room.releases('admin').post(path, undefined, from(`"${version}"`))
}

const listed = async (clientId: string) =>
  (await room.documents('keeper').get(`/v1/clients/${clientId}/documents`)).body.documents

describe('a packet', () => {
  it('is asked for by its release, made step by step with its progress, and given with hashes', async () => {
    const { clientId, noteIds } = await clientWith(2)
    const { release } = expected(await ask(clientId), 201)
    const { releaseId } = release
    expect(release).toMatchObject({ state: 'asked', progress: { done: 0, total: 2 }, version: 1 })
    expect(code(await give(releaseId))).toBe('release_not_ready')
    await room.render()
    expect(await read(releaseId)).toMatchObject({
      state: 'asked',
      progress: { done: 1, total: 2 },
    })
    await room.render()
    const [cover, volume] = [packetDocumentId(releaseId, COVER), packetDocumentId(releaseId, 1)]
    expect(await read(releaseId)).toMatchObject({
      state: 'ready',
      progress: { done: 2, total: 2 },
      documents: [cover, volume],
    })
    const { given } = expected(await give(releaseId), 200)
    const documents = await listed(clientId)
    for (const { documentId, sha256 } of given.documents)
      expect(documents).toContainEqual(
        expect.objectContaining({ documentId, sha256, kind: 'insurance-packet', releaseId }),
      )
    expect(given.documents.map((each: { documentId: string }) => each.documentId)).toEqual([
      cover,
      volume,
    ])

    const first = await room.textOf(cover)
    for (const words of ['Insurance packet', 'Review of plover-detour', 'Cascadia', '90837'])
      expect(first).toContain(words)
    const notes = await room.textOf(volume)
    expect(notes).toContain(canary.words)
    for (const noteId of noteIds) expect(notes).toContain(documentIdOf(noteId, 1))
  })

  it('goes along in an export, held to what its cover names', async () => {
    const { clientId } = await clientWith(1)
    const { releaseId } = expected(await ask(clientId), 201).release
    for (let step = 0; step < 2; step++) await room.render()
    const files = await room.exported(clientId)
    expect((await room.verified(files)).faults).toEqual([])
    const path = `clients/${clientId}/packets.jsonl`
    const lines = files.lines(path)
    expect(lines).toHaveLength(1)
    const faultsOf = async (put: object[]) => {
      const other = files.copy()
      other.putLines(path, put)
      other.rewriteManifest()
      return (await room.verified(other)).faults.map(({ kind }) => kind)
    }
    expect(await faultsOf([])).toContain('record_missing')
    const [line] = lines
    const changed = { ...line, words: { ...line.words, notesInError: 7 } }
    expect(await faultsOf([changed])).toEqual(['document_disagrees'])
    expect(line.words.releaseId).toBe(releaseId)
  })

  it('of more notes than a volume holds has several, each named by the cover', async () => {
    const { clientId } = await clientWith(26)
    const { releaseId } = expected(await ask(clientId), 201).release
    const told: unknown[] = []
    for (let step = 0; step < 3; step++) {
      await room.render()
      told.push((await read(releaseId)).progress)
    }
    expect(told).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })))
    const packet = (await listed(clientId)).filter(
      ({ kind }: { kind: string }) => kind === 'insurance-packet',
    )
    expect(packet.map(({ volume }: { volume: number }) => volume).sort()).toEqual([0, 1, 2])
  })

  it('is one, however often it is asked for by the same key', async () => {
    const { clientId } = await clientWith(1)
    const key = once('packet-once')
    const [a, b] = await Promise.all([
      ask(clientId, forPayer, 'admin', key),
      ask(clientId, forPayer, 'admin', key),
    ])
    expect(a.body.release.releaseId).toBe(b.body.release.releaseId)
    const other = { ...forPayer, purpose: 'Another' }
    expect(code(await ask(clientId, other, 'admin', key))).toBe('idempotency_key_reused')
  })

  it.each([
    [
      'has no signed note',
      { scope: { ...forPayer.scope, from: '2020-01-01', to: '2020-01-31' } },
      'invalid_request',
      '/body/scope',
    ],
    [
      'is of no payer of the client',
      { contents: { of: 'packet', payer: 'Nobody' } },
      'may_not_leave',
      '/body/contents/payer',
    ],
    [
      'is the whole record for a payer',
      { scope: { ...forPayer.scope, sections: 'all' } },
      'may_not_leave',
      '/body/scope/sections',
    ],
  ] as const)('that %s is refused, with the field', async (_what, more, type, field) => {
    const { clientId } = await clientWith(1)
    const answer = await ask(clientId, { ...forPayer, ...more })
    expect([code(answer), answer.body.errors[0].field]).toEqual([type, field])
  })

  it('of a note that is entered in error meanwhile is stopped, and says so', async () => {
    const { clientId, noteIds } = await clientWith(1)
    const { releaseId } = expected(await ask(clientId), 201).release
    await inError(noteIds[0])
    await room.render()
    expect(await read(releaseId)).toMatchObject({
      state: 'asked',
      stopped: 'note_entered_in_error',
    })
    await room.render()
    expect(await listed(clientId)).toEqual([])
  })

  it('that is ready is not given when a note of it was entered in error since', async () => {
    const { clientId, noteIds } = await clientWith(1)
    const { releaseId } = expected(await ask(clientId), 201).release
    for (let step = 0; step < 2; step++) await room.render()
    await inError(noteIds[0])
    const answer = await give(releaseId)
    expect([code(answer), answer.body.about]).toEqual(['may_not_leave', ['document-current']])
  })

  it('that was revoked is made no further', async () => {
    const { clientId } = await clientWith(1)
    const { releaseId } = expected(await ask(clientId), 201).release
    const path = `/v1/releases/${releaseId}/revocation`
    expected(await room.releases('admin').post(path, { reason: 'x' }, from('"1"')), 200)
    await room.render()
    await room.render()
    expect(
      (await listed(clientId)).filter(({ kind }: { kind: string }) => kind !== 'progress-note'),
    ).toEqual([])
  })

  it('is no document of another release', async () => {
    const { clientId } = await clientWith(1)
    const { releaseId } = expected(await ask(clientId), 201).release
    for (let step = 0; step < 2; step++) await room.render()
    const { scope } = forPayer
    const contents = { of: 'documents', documents: [packetDocumentId(releaseId, COVER)] }
    expect(code(await ask(clientId, { ...forPayer, scope, contents }))).toBe('document_not_found')
  })
})

describe('the copy of a record', () => {
  it('is for the client, of all that was signed', async () => {
    const { clientId } = await clientWith(1)
    const { releaseId } = expected(await ask(clientId, forClient, 'keeper'), 201).release
    for (let step = 0; step < 2; step++) await room.render()
    expect(await read(releaseId)).toMatchObject({ state: 'ready' })
    const text = await room.textOf(packetDocumentId(releaseId, COVER))
    expect(text).toContain('Copy of the client’s record')
  })
})

async function inError(noteId = ''): Promise<void> {
  const { headers } = await room.notes.as('baker').get(`/v1/notes/${noteId}`)
  const path = `/v1/notes/${noteId}/entered-in-error`
  const reason = { reason: 'Wrong chart.' }
  expected(await room.notes.as('baker').post(path, reason, from(headers['etag'])), 200)
}
