import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NoteView } from '../../../shared/api/notes.ts'
import { from, once } from '../harness.ts'
import { accept, code, expected, NoteRoom, sections } from './note-room.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

describe('the life of a note', () => {
  it('opens, saves, signs and is read, step by step', async () => {
    const { noteId, clientId, sessionId } = await room.draft()
    const baker = room.as('baker')
    const saved = await baker.put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"'))
    expect(saved).toMatchObject({ status: 200, body: { noteId, revision: 1 } })
    expect(saved.headers['etag']).toBe('"1"')

    const signed = await room.sign(noteId)
    expect(signed.status).toBe(200)
    expect(signed.headers['etag']).toBe('"2"')

    const read = await room.cold('baker').get(`/v1/notes/${noteId}`)
    expect(read.status).toBe(200)
    const note = NoteView.parse(read.body)
    expect(note).toMatchObject({
      state: 'signed',
      clientId,
      sessionId,
      late: false,
      sections: [
        { key: 'subjective', heading: 'Subjective', text: sections.subjective },
        { key: 'objective' },
        { key: 'assessment' },
        { key: 'plan' },
      ],
    })
    expect(read.body).toEqual(signed.body)
    expect(note.signedForm?.signature).toMatchObject({
      meaning: 'author',
      statement: 'I provided this service and this record is accurate and complete.',
      signInMethod: 'password and one-time code',
      signer: { name: 'Dr. baker', licence: 'Psychologist, ME PS-1234' },
    })
  })

  it('lists newest sessions first, without those entered in error', async () => {
    const clientId = await room.client()
    const baker = room.as('baker')
    const notes: string[] = []
    for (const hour of ['09', '11', '10']) {
      const sessionId = await room.session(clientId, { start: `2026-01-13T${hour}:00:00.000Z` })
      const opened = await baker.post(`/v1/clients/${clientId}/notes`, {
        sessionId,
        template: 'dap',
      })
      notes.push(expected(opened, 201).noteId)
    }
    const path = `/v1/clients/${clientId}/notes`
    const all = await baker.get(path)
    expect(all.body.notes.map((n: { noteId: string }) => n.noteId)).toEqual([
      notes[1],
      notes[2],
      notes[0],
    ])
    expected(
      await baker.post(
        `/v1/notes/${notes[2]}/entered-in-error`,
        { reason: 'Mistake' },
        from('"0"'),
      ),
      200,
    )
    const first = await baker.get(`${path}?limit=1`)
    expect(first.body.notes).toHaveLength(1)
    const second = await baker.get(`${path}?limit=1&cursor=${first.body.next}`)
    expect(second.body.notes).toMatchObject([{ noteId: notes[0], state: 'draft' }])
    expect(second.body.next).toBeUndefined()
    const audit = await baker.get(`${path}?include=entered-in-error`)
    expect(audit.body.notes).toHaveLength(3)
  })

  it('lets a supervisor co-sign and anybody in care add, each a new document version', async () => {
    const { noteId } = await room.signed('novak')
    const vogel = room.as('vogel')
    const unsigned = await vogel.get(`/v1/notes/${noteId}`)
    expect(unsigned.body.coSignature).toEqual({ state: 'due' })
    const co = await vogel.post(
      `/v1/notes/${noteId}/co-signature`,
      accept('co-signature/1'),
      from(unsigned.headers['etag']),
    )
    expect(co).toMatchObject({ status: 200, body: { coSignature: { state: 'done' } } })
    const added = await room.as('baker').post(`/v1/notes/${noteId}/addenda`, {
      kind: 'addition',
      reason: 'Forgot',
      text: 'Mother called.',
      ...accept('addendum/1'),
    })
    expect(added.status).toBe(201)
    expect(added.body.addenda).toMatchObject([{ number: 1, text: 'Mother called.' }])
    const read = await vogel.get(`/v1/notes/${noteId}`)
    expect(read.body).toEqual(added.body)
    const own = noteId.split('.')[1]
    const items = await room.house.items('RECORDS_TABLE')
    expect(items.find(({ sk }) => sk === `N#${own}#0`)).toMatchObject({ pendingPdf: 3 })
  })

  it('frees the session of a note that was entered in error for another one', async () => {
    const { noteId, clientId, sessionId } = await room.signed()
    const marked = await room
      .as('keeper')
      .post(`/v1/notes/${noteId}/entered-in-error`, { reason: 'Wrong chart' }, from('"2"'))
    expect(marked).toMatchObject({
      status: 200,
      body: { state: 'entered-in-error', enteredInError: { reason: 'Wrong chart' } },
    })
    const again = await room
      .as('baker')
      .post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' })
    expect(again.status).toBe(201)
    expect(again.body.noteId).not.toBe(noteId)
    const path = `/v1/notes/${again.body.noteId}`
    expected(await room.as('baker').put(`${path}/draft`, { sections }, from('"0"')), 200)
    expect((await room.sign(again.body.noteId)).status).toBe(200)
  })

  it('brings an earlier revision back as a new one', async () => {
    const { noteId } = await room.written()
    const baker = room.as('baker')
    const path = `/v1/notes/${noteId}`
    expected(await baker.put(`${path}/draft`, { sections: { plan: 'Other' } }, from('"1"')), 200)
    const restored = await baker.post(`${path}/revisions/1/restoration`, {}, from('"2"'))
    expect(restored).toMatchObject({ status: 200, body: { revision: 3 } })
    const list = await baker.get(`${path}/revisions`)
    expect(list.body.revisions).toMatchObject([
      { revision: 3, restoredFrom: 1 },
      { revision: 2 },
      { revision: 1 },
    ])
    const [one, three] = await Promise.all([
      baker.get(`${path}/revisions/1`),
      baker.get(`${path}/revisions/3`),
    ])
    expect(three.body.sections).toEqual(one.body.sections)
  })

  it('answers a repeated save as before, and refuses other content under its key', async () => {
    const { noteId } = await room.draft()
    const baker = room.as('baker')
    const path = `/v1/notes/${noteId}/draft`
    const key = { ...from('"0"'), ...once('save-key-1') }
    const first = await baker.put(path, { sections }, key)
    const next = { ...from('"1"'), ...once('save-key-2') }
    expected(await baker.put(path, { sections: { plan: 'x' } }, next), 200)
    const before = await room.house.snapshot()
    expect(await baker.put(path, { sections }, key)).toEqual(first)
    expect((await baker.put(path, { sections: { plan: 'x' } }, next)).status).toBe(200)
    const other = await baker.put(path, { sections: { plan: 'other' } }, key)
    expect([other.status, code(other)]).toEqual([422, 'idempotency_key_reused'])
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('answers a repeated opening as before, also of a note that is filed anew', async () => {
    const { noteId, clientId, sessionId } = await room.draft()
    const baker = room.as('baker')
    const reason = { reason: 'Wrong template' }
    expected(await baker.post(`/v1/notes/${noteId}/entered-in-error`, reason, from('"0"')), 200)
    const open = (template: string) =>
      baker.post(`/v1/clients/${clientId}/notes`, { sessionId, template }, once('open-again'))
    const first = await open('dap')
    expect(first.status).toBe(201)
    expect(first.headers['location']).toBe(`/v1/notes/${first.body.noteId}`)
    expect(await open('dap')).toEqual(first)
    expect(code(await open('soap'))).toBe('idempotency_key_reused')
  })

  it('restores once, however often it is asked under one key', async () => {
    const { noteId } = await room.written()
    const baker = room.as('baker')
    const restore = () =>
      baker.post(
        `/v1/notes/${noteId}/revisions/1/restoration`,
        {},
        { ...from('"1"'), ...once('restore-1') },
      )
    const first = await restore()
    expect(first).toMatchObject({ status: 200, body: { revision: 2 } })
    const before = await room.house.snapshot()
    expect(await restore()).toEqual(first)
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('can sign the longest draft that can be saved', async () => {
    const { noteId } = await room.draft()
    const text = randomBytes(196_000).toString('base64').slice(0, 261_000)
    const body = { sections: { ...sections, plan: text } }
    expected(await room.as('baker').put(`/v1/notes/${noteId}/draft`, body, from('"0"')), 200)
    const signed = await room.sign(noteId)
    expect(signed.status).toBe(200)
    const read = await room.as('baker').get(`/v1/notes/${noteId}`)
    expect(read.body.sections[3].text === text).toBe(true)
  })

  it('can be written after the client’s record was closed, as it is still owed', async () => {
    const clientId = await room.client()
    const sessionId = await room.session(clientId)
    const client = await room.as('baker').get(`/v1/clients/${clientId}`)
    const closing = { demographics: client.body.demographics, state: 'closed' }
    const path = `/v1/clients/${clientId}`
    expected(await room.as('baker').put(path, closing, from(client.headers['etag'])), 200)
    const body = { sessionId, template: 'soap' }
    const { noteId } = expected(await room.as('baker').post(`${path}/notes`, body), 201)
    expected(
      await room.as('baker').put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"')),
      200,
    )
    expect((await room.sign(noteId)).status).toBe(200)
  })
})
