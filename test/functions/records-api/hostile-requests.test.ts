import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusMinutes } from '../../../shared/clock.ts'
import { newId } from '../../../shared/id.ts'
import { noteObligationId } from '../../../shared/obligation/note-owed.ts'
import { from, once } from '../harness.ts'
import { accept, code, expected, NoteRoom, sections } from './note-room.ts'
import { refused } from './note-scene.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

const coding = {
  modality: 'in person',
  placeOfService: '11',
  participants: ['client'],
  services: [{ cpt: '90837' }],
  diagnoses: [],
}

const careTeam = async (clientId: string, names: readonly string[]) => {
  const path = `/v1/clients/${clientId}`
  const { headers } = await room.as('admin').get(path)
  const team = { careTeam: names.map((name) => room.practice.memberId(name)), barred: [] }
  expected(await room.as('admin').put(`${path}/care-team`, team, from(headers['etag'])), 200)
}

describe('a cursor that nobody gave out', () => {
  const at = '2026-01-14T15:00:00.000Z'
  it.each([
    ['to another kind of item', 'N#0123456789abcdefghjkmnpqrs#0'],
    ['to the client’s file', 'CLIENT'.padEnd(40, '#')],
    ['out of the list’s bounds', `I#${at}#${newId()}`],
    ['to no moment', `H#2026-02-31T15:00:00.000Z#${newId()}`],
    ['to no note', `H#${at}#${'!'.repeat(26)}`],
    ['with more behind it', `H#${at}#${newId()}#0`],
  ])('is refused: one %s', async (_where, key) => {
    const clientId = await room.client()
    const cursor = Buffer.from(key).toString('base64url')
    const path = `/v1/clients/${clientId}/notes?cursor=${cursor}`
    expect(await refused(room, () => room.as('baker').get(path))).toEqual([400, 'invalid_request'])
  })

  it('that is well made but another client’s shows this client’s notes alone', async () => {
    const [mine, other] = [await room.signed(), await room.signed()]
    const cursor = Buffer.from(`H#9999-01-01T00:00:00.000Z#${newId()}`).toString('base64url')
    const { body } = await room
      .as('baker')
      .get(`/v1/clients/${mine.clientId}/notes?cursor=${cursor}`)
    expect(JSON.stringify(body)).toContain(mine.noteId)
    expect(JSON.stringify(body)).not.toContain(other.noteId)
  })
})

describe('a session at no time that anybody means', () => {
  it.each([
    ['before the first year', '0000-01-01T00:00:00+14:00', '0000-01-01T01:00:00+14:00'],
    ['after the last', '9999-12-31T23:00:00-14:00', '9999-12-31T23:59:59-14:00'],
    ['that ends after the last', '9999-12-31T09:00:00Z', '9999-12-31T23:59:59-14:00'],
    ['before computers', '1969-12-31T23:59:59.999Z', '1970-01-01T00:30:00Z'],
    ['in a leap second', '2026-01-14T23:59:60Z', '2026-01-15T01:00:00Z'],
    ['at 24 o’clock', '2026-01-14T24:00:00Z', '2026-01-15T01:00:00Z'],
    ['of no day', '2026-02-30T10:00:00Z', '2026-02-30T11:00:00Z'],
    ['of no length', '2026-01-14T15:00:00Z', '2026-01-14T16:00:00+01:00'],
    ['without a zone', '2026-01-14T15:00:00', '2026-01-14T16:00:00'],
    ['of a number', 1_768_402_800, 1_768_406_400],
  ])('is refused: %s', async (_when, start, end) => {
    const clientId = await room.client()
    const baker = room.as('baker')
    const plan = () => baker.post(`/v1/clients/${clientId}/sessions`, { start, end, ...coding })
    expect(await refused(room, plan)).toEqual([400, 'invalid_request'])
    const path = `/v1/sessions/${await room.session(clientId, { held: false })}`
    const held = () => baker.post(`${path}/outcome`, { status: 'held', start, end }, from('"1"'))
    expect(await refused(room, held)).toEqual([400, 'invalid_request'])
    const moved = () => baker.put(path, { start, end, ...coding }, from('"1"'))
    expect(await refused(room, moved)).toEqual([400, 'invalid_request'])
  })
})

describe('ids of another practice in a body', () => {
  it('are not found, whoever they name', async () => {
    const south = await room.neighbour()
    const clientId = await room.client()
    const abroad = await south.client()
    const foreign = {
      memberId: south.practice.memberId('baker'),
      sessionId: await south.session(abroad),
    }
    const start = plusMinutes(room.house.now(), 60)
    const times = { start, end: plusMinutes(start, 50) }
    const admin = room.as('admin')
    const team = { careTeam: [foreign.memberId], barred: [] }
    const bar = { careTeam: [room.practice.memberId('baker')], barred: [foreign.memberId] }
    const { participants: _all, diagnoses, ...common } = coding
    const group = { ...times, ...common, memberId: room.practice.memberId('baker') }
    const asking: [() => ReturnType<typeof admin.get>, string][] = [
      [
        () =>
          admin.post(`/v1/clients/${clientId}/sessions`, {
            ...times,
            ...coding,
            memberId: foreign.memberId,
          }),
        'member_not_found',
      ],
      [() => admin.put(`/v1/clients/${clientId}/care-team`, team, from('"1"')), 'member_not_found'],
      [() => admin.put(`/v1/clients/${clientId}/care-team`, bar, from('"1"')), 'member_not_found'],
      [
        () =>
          admin.post('/v1/groups', {
            ...group,
            clients: [
              { clientId, diagnoses },
              { clientId: abroad, diagnoses },
            ],
          }),
        'client_not_found',
      ],
      [
        () =>
          room.as('baker').post(`/v1/clients/${clientId}/notes`, {
            sessionId: foreign.sessionId,
            template: 'soap',
          }),
        'session_not_found',
      ],
      [
        () =>
          room.as('baker').post(`/v1/clients/${abroad}/notes`, {
            sessionId: foreign.sessionId,
            template: 'soap',
          }),
        'client_not_found',
      ],
    ]
    for (const [ask, type] of asking) expect(await refused(room, ask)).toEqual([404, type])
  })
})

describe('text that no UTF-8 holds', () => {
  it.each(['signature', 'co-signature'])('in the statement of a %s is refused', async (what) => {
    const { noteId } = await room.written()
    const body = { accepted: true, statementVersion: 'author/1\ud800' }
    const headers = { ...from('"1"'), ...once('half-a-surrogate') }
    const sign = () => room.as('baker').post(`/v1/notes/${noteId}/${what}`, body, headers)
    expect(await refused(room, sign)).toEqual([400, 'invalid_request'])
  })
})

describe('a group’s shared section', () => {
  it('called as what every object has is signed as any other', async () => {
    const clients = [await room.client(), await room.client()]
    const begin = plusMinutes(room.house.now(), -60)
    const times = { start: begin, end: plusMinutes(begin, 55) }
    const { participants: _all, diagnoses, ...common } = coding
    const baker = room.as('baker')
    const group = expected(
      await baker.post('/v1/groups', {
        ...times,
        ...common,
        clients: clients.map((clientId) => ({ clientId, diagnoses })),
      }),
      201,
    )
    const shared = { sections: { constructor: 'What we built.' } }
    expected(await baker.put(`/v1/groups/${group.groupId}/shared-part`, shared, from('"0"')), 200)
    const { clientId, sessionId } = group.roster[0]
    const held = { status: 'held', ...times }
    expected(await baker.post(`/v1/sessions/${sessionId}/outcome`, held, from('"1"')), 200)
    const opening = { sessionId, template: 'soap' }
    const { noteId } = expected(await baker.post(`/v1/clients/${clientId}/notes`, opening), 201)
    expected(await baker.put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"')), 200)
    const signed = expected(await room.sign(noteId), 200)
    expect(signed.sections.at(-1)).toMatchObject({ key: 'constructor', text: 'What we built.' })
  })
})

describe('what is owed', () => {
  it('stays its author’s when the session of somebody else’s note is moved', async () => {
    const clientId = await room.client(['baker', 'carter'])
    const start = plusMinutes(room.house.now(), 60)
    const sessionId = await room.session(clientId, { held: false, start })
    const opening = { sessionId, template: 'soap' }
    const carter = room.as('carter')
    expected(await carter.post(`/v1/clients/${clientId}/notes`, opening), 201)
    const later = { start: plusMinutes(start, 30), end: plusMinutes(start, 80) }
    expected(
      await room.as('baker').put(`/v1/sessions/${sessionId}`, { ...later, ...coding }, from('"1"')),
      200,
    )
    const { obligations } = room.house.recordsContext()
    const id = noteObligationId(sessionId)
    expect(await obligations.find(room.practice.id, clientId, id)).toMatchObject({
      memberId: room.practice.memberId('carter'),
      dueAt: plusMinutes(later.end, 24 * 60),
    })
  })
})

describe('a repeated request', () => {
  it('to open a note that was entered in error meanwhile opens no other', async () => {
    const clientId = await room.client()
    const sessionId = await room.session(clientId)
    const baker = room.as('baker')
    const open = (key: string) =>
      baker.post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' }, once(key))
    const mark = async (noteId: string) =>
      expected(
        await baker.post(`/v1/notes/${noteId}/entered-in-error`, { reason: 'x' }, from('"0"')),
        200,
      )
    const first = expected(await open('open-the-first'), 201)
    await mark(first.noteId)
    expect((await open('open-the-first')).body).toMatchObject({
      noteId: first.noteId,
      state: 'entered-in-error',
    })
    const second = expected(await open('open-the-second'), 201)
    expect(second.noteId).not.toBe(first.noteId)
    expect((await open('open-the-second')).body.noteId).toBe(second.noteId)
    await mark(second.noteId)
    expect((await open('open-the-second')).body).toMatchObject({
      noteId: second.noteId,
      state: 'entered-in-error',
    })
    expect(expected(await open('open-the-third'), 201).state).toBe('draft')
  })

  it('of two at once to file a note anew makes one, and answers both with it', async () => {
    const { clientId, sessionId, noteId } = await room.draft()
    const error = { reason: 'Wrong session' }
    const baker = room.as('baker')
    expected(await baker.post(`/v1/notes/${noteId}/entered-in-error`, error, from('"0"')), 200)
    const open = () =>
      baker.post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'dap' }, once('file-anew'))
    const [one, two] = await Promise.all([open(), open()])
    expect([one.status, two.status]).toEqual([201, 201])
    expect(one.body.noteId).toBe(two.body.noteId)
  })

  it('shows what was added since to those alone who may still read the note', async () => {
    const { clientId, noteId } = await room.written()
    const baker = room.as('baker')
    const sign = () =>
      baker.post(`/v1/notes/${noteId}/signature`, accept('author/1'), {
        ...from('"1"'),
        ...once('sign-and-leave'),
      })
    expected(await sign(), 200)
    const addendum = {
      kind: 'addition',
      reason: 'More',
      text: 'Later words.',
      ...accept('addendum/1'),
    }
    expected(await room.as('novak').post(`/v1/notes/${noteId}/addenda`, addendum), 201)
    expect(expected(await sign(), 200).addenda).toHaveLength(1)
    await careTeam(clientId, ['novak'])
    expect(expected(await sign(), 200)).toMatchObject({ noteId, state: 'signed', addenda: [] })
  })
})

describe('an author who was taken off the care team', () => {
  it('finishes the draft and then reads neither note nor its revisions', async () => {
    const { clientId, noteId } = await room.written()
    await careTeam(clientId, ['novak'])
    const baker = room.as('baker')
    const revisions = `/v1/notes/${noteId}/revisions`
    expect((await baker.get(revisions)).status).toBe(200)
    expect((await baker.get(`${revisions}/1`)).status).toBe(200)
    expected(await room.sign(noteId), 200)
    for (const path of [`/v1/notes/${noteId}`, revisions, `${revisions}/1`])
      expect(code(await baker.get(path))).toBe('not_allowed')
  })
})
