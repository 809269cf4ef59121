import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { plusHours, plusMinutes } from '../../../shared/clock.ts'
import { newId } from '../../../shared/id.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { noteObligationId } from '../../../shared/obligation/note-owed.ts'
import { from } from '../harness.ts'
import { code, expected, sections } from '../records-api/note-room.ts'
import { refused } from '../refused.ts'
import { CustodyRoom } from './custody-room.ts'

let room: CustodyRoom

beforeEach(async () => {
  room = await CustodyRoom.open()
  onTestFinished(() => room.close())
})

const path = (name = 'baker') => `/v1/members/${room.id(name)}/hand-over`

const hand = (to = 'carter', more: object = {}, by = 'admin') =>
  room.notes.as(by).post(path(), { to: room.id(to), reason: 'left', ...more })

const ahead = (clientId: string, hours = 48) =>
  room.notes.session(clientId, {
    held: false,
    start: plusHours(room.house.now(), hours),
  })

const client = async (clientId: string) =>
  (await room.notes.as('admin').get(`/v1/clients/${clientId}`)).body

const session = async (sessionId: string) =>
  (await room.notes.as('admin').get(`/v1/sessions/${sessionId}`)).body

const owed = (sessionId: string) =>
  room.house
    .recordsContext()
    .obligations.find(room.practice.id, sessionId.split('.')[0] ?? '', noteObligationId(sessionId))

const chainOf = async (clientId: string) => {
  const { body } = await room.notes.as('keeper').get(`/v1/clients/${clientId}/ledger`)
  expect(verifyChain(body.events, body)).toEqual([])
  return body.events as { type: string; about: Record<string, string> }[]
}

const handOvers = async () => {
  const { body } = await room.office('admin').get('/v1/ledger')
  expect(verifyChain(body.events, body)).toEqual([])
  return body.events.filter(({ type }: { type: string }) => type === 'caseload_handed_over')
}

describe('a hand-over', () => {
  it('moves care team, sessions to come and notes owed; each client’s chain and the practice’s tell of it', async () => {
    const clientId = await room.notes.client(['baker', 'novak'])
    const [planned, held] = [await ahead(clientId), await room.notes.session(clientId)]
    const before = (await chainOf(clientId)).length

    const { status, body } = await hand()
    expect([status, body]).toEqual([
      200,
      {
        handOverId: body.handOverId,
        from: room.id('baker'),
        to: room.id('carter'),
        reason: 'left',
        startedBy: room.id('admin'),
        startedAt: room.house.now(),
        finishedAt: room.house.now(),
        handedOver: 1,
        left: 0,
        refused: [],
      },
    ])
    expect((await client(clientId)).careTeam).toEqual([room.id('novak'), room.id('carter')])
    expect(await session(planned)).toMatchObject({ memberId: room.id('carter'), version: 2 })
    // Who provided a service stays who they were; somebody has to write of it.
    expect(await session(held)).toMatchObject({ memberId: room.id('baker'), status: 'held' })
    expect(await owed(planned)).toMatchObject({ memberId: room.id('carter') })
    expect(await owed(planned)).not.toHaveProperty('providedBy')
    expect(await owed(held)).toMatchObject({
      memberId: room.id('carter'),
      providedBy: room.id('baker'),
    })

    const { handOverId } = body
    const events = (await chainOf(clientId)).slice(before)
    expect(events[0]).toMatchObject({
      type: 'care_team_changed',
      about: { added1: room.id('carter'), removed1: room.id('baker'), handOverId },
    })
    expect(
      events.slice(1).map(({ type, about }) => [type, about['sessionId'], about['memberId']]),
    ).toEqual(
      expect.arrayContaining([
        ['session_changed', planned, room.id('carter')],
        ['session_changed', held, room.id('baker')],
      ]),
    )
    expect(events).toHaveLength(3)
    expect(await handOvers()).toMatchObject([
      {
        actorId: room.id('admin'),
        about: {
          handOverId,
          from: room.id('baker'),
          to: room.id('carter'),
          reason: 'left',
          clients: 'all',
        },
      },
    ])
  })

  it('shuts the record to the leaver and opens it to the successor, whose worklist shows what came', async () => {
    const clientId = await room.notes.client(['baker'])
    const held = await room.notes.session(clientId)
    expect((await room.notes.as('carter').get(`/v1/clients/${clientId}`)).status).toBe(403)
    await hand()
    expect((await room.notes.as('baker').get(`/v1/clients/${clientId}`)).status).toBe(403)
    expect((await room.notes.as('carter').get(`/v1/clients/${clientId}`)).status).toBe(200)
    const copies = await room.house.items('PROCESS_ACCESS_TABLE')
    const copy = copies.find(({ pk, sk }) => String(pk).endsWith(clientId) && sk === 'CARE_TEAM')
    expect(copy?.['careTeam']).toEqual([room.id('carter')])
    const { entries } = (await room.office('carter').get('/v1/worklist')).body
    expect(entries).toMatchObject([{ sessionId: held, providedBy: room.id('baker') }])
    expect((await room.office('baker').get('/v1/worklist')).body.entries).toEqual([])
  })

  it('leaves a begun note with its author, until the custodian marks it and it is asked for again', async () => {
    const draft = await room.notes.written('baker')
    const { clientId, noteId, sessionId } = draft
    expect((await hand()).body).toMatchObject({ handedOver: 1, left: 0 })
    expect(await owed(sessionId)).toMatchObject({ memberId: room.id('baker'), noteId })
    const shown = (await room.notes.as('admin').get(path())).body
    expect(shown).toMatchObject({ clients: [], drafts: [{ noteId, clientId }] })
    const { headers } = await room.notes.as('baker').get(`/v1/notes/${noteId}`)
    const mark = { reason: 'Abandoned: the author died.' }
    const marked = `/v1/notes/${noteId}/entered-in-error`
    expected(await room.notes.as('keeper').post(marked, mark, from(headers['etag'])), 200)

    expect((await hand()).body).toMatchObject({ handedOver: 1, left: 0 })
    expect(await owed(sessionId)).toMatchObject({
      memberId: room.id('carter'),
      providedBy: room.id('baker'),
    })
    expect(await handOvers()).toHaveLength(2)
    // The successor may read what was begun, and writes a note of their own.
    expect((await room.notes.as('carter').get(`/v1/notes/${noteId}`)).status).toBe(200)
    const opened = { sessionId, template: 'soap' }
    const own = await room.notes.as('carter').post(`/v1/clients/${clientId}/notes`, opened)
    expect(expected(own, 201).authorId).toBe(room.id('carter'))
  })

  it('is signed for by the successor in words that claim no service of theirs', async () => {
    const clientId = await room.notes.client(['baker'])
    const sessionId = await room.notes.session(clientId)
    await hand()
    const carter = room.notes.as('carter')
    const opened = { sessionId, template: 'soap' }
    const { noteId } = expected(await carter.post(`/v1/clients/${clientId}/notes`, opened), 201)
    expected(await carter.put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"')), 200)
    const claimed = await room.notes.sign(noteId, 'carter')
    expect([claimed.status, code(claimed), claimed.body.about]).toEqual([
      422,
      'statement_not_accepted',
      ['author-for-another/1'],
    ])
    const signed = await room.notes.sign(noteId, 'carter', {
      statementVersion: 'author-for-another/1',
    })
    expect(expected(signed, 200).signedForm.signature).toMatchObject({
      meaning: 'author',
      statementVersion: 'author-for-another/1',
      statement: expect.stringMatching(/^I did not provide this service\./),
      signer: { memberId: room.id('carter') },
    })
  })

  it('of many clients goes on where it was left, and is one in the practice’s chain', async () => {
    const clients: string[] = []
    for (let i = 0; i < 33; i++) clients.push(await room.notes.client(['baker']))
    const first = (await hand()).body
    expect(first).toMatchObject({ handedOver: 25, left: 8, refused: [] })
    expect(first).not.toHaveProperty('finishedAt')
    const shown = (await room.notes.as('admin').get(path())).body
    expect(shown.clients).toHaveLength(8)
    expect(shown.handOvers).toMatchObject([{ handedOver: 25, left: 8 }])

    const second = (await hand()).body
    expect(second).toMatchObject({ handOverId: first.handOverId, handedOver: 33, left: 0 })
    const before = await room.house.snapshot()
    expect((await hand()).body).toEqual(second)
    expect(await room.house.snapshot()).toEqual(before)
    expect(await handOvers()).toHaveLength(1)
  }, 60_000)

  it('stops in good time where the services are slow, and goes on when asked again', async () => {
    for (let i = 0; i < 12; i++) await room.notes.client(['baker'])
    const { db, kms } = room.house
    const real: { send(command: object): Promise<unknown> } = db as never
    const send = (command: object) => {
      if (command.constructor.name === 'TransactWriteItemsCommand') room.house.advance(1000)
      return real.send(command)
    }
    const admin = room.notes.over({ db: { send } as unknown as typeof db, kms })('admin')
    const body = { to: room.id('carter'), reason: 'left' }
    expect((await admin.post(path(), body)).body).toMatchObject({ handedOver: 10, left: 2 })
    expect((await admin.post(path(), body)).body).toMatchObject({ handedOver: 12, left: 0 })
  }, 30_000)

  it('of a client with more sessions than one transaction holds moves all of them', async () => {
    const clientId = await room.notes.client(['baker'])
    for (let i = 1; i <= 28; i++) await ahead(clientId, i * 24)
    expect((await hand()).body).toMatchObject({ handedOver: 1, left: 0 })
    const { sessions } = (await room.notes.as('admin').get(`/v1/clients/${clientId}/sessions`)).body
    const holders = sessions.map(({ memberId }: { memberId: string }) => memberId)
    expect(new Set(holders)).toEqual(new Set([room.id('carter')]))
    await chainOf(clientId)
  }, 60_000)

  it('asked for twice at once is one', async () => {
    const clientId = await room.notes.client(['baker'])
    await ahead(clientId)
    const both = await Promise.all([hand(), hand()])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const [a, b] = both.map(({ body }) => body.handOverId)
    expect(a).toBe(b)
    expect(await handOvers()).toHaveLength(1)
    const events = await chainOf(clientId)
    expect(events.filter(({ type }) => type === 'care_team_changed')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'session_changed')).toHaveLength(1)
  })

  it('names a client that is refused, and brings over the others', async () => {
    const [open, shut] = [await room.notes.client(['baker']), await room.notes.client(['baker'])]
    const { headers } = await room.notes.as('admin').get(`/v1/clients/${shut}`)
    const team = { careTeam: [room.id('baker')], barred: [room.id('carter')] }
    await room.notes.as('admin').put(`/v1/clients/${shut}/care-team`, team, from(headers['etag']))
    const stranger = await (await room.notes.neighbour()).client(['baker'])
    const all = (await hand()).body
    expect(all).toMatchObject({
      handedOver: 1,
      left: 1,
      refused: [{ clientId: shut, refusal: 'invalid_request' }],
    })
    expect((await client(open)).careTeam).toEqual([room.id('carter')])
    expect((await client(shut)).careTeam).toEqual([room.id('baker')])
    const some = (await hand('novak', { clients: [shut, stranger] })).body
    expect(some).toMatchObject({
      handedOver: 1,
      left: 0,
      refused: [{ clientId: stranger, refusal: 'client_not_found', about: [stranger] }],
    })
    expect((await client(shut)).careTeam).toEqual([room.id('novak')])
  })

  it('of some clients leaves the others', async () => {
    const [mine, others] = [await room.notes.client(['baker']), await room.notes.client(['baker'])]
    expect((await hand('carter', { clients: [mine] })).body).toMatchObject({
      clients: [mine],
      handedOver: 1,
      left: 0,
    })
    expect((await client(others)).careTeam).toEqual([room.id('baker')])
    expect((await room.notes.as('admin').get(path())).body.clients).toEqual([others])
  })

  it('takes along what is owed about a client whose care team the leaver is not on any more', async () => {
    const clientId = await room.notes.client(['baker', 'novak'])
    const sessionId = await ahead(clientId)
    const { headers } = await room.notes.as('admin').get(`/v1/clients/${clientId}`)
    const team = { careTeam: [room.id('novak')], barred: [] }
    await room.notes
      .as('admin')
      .put(`/v1/clients/${clientId}/care-team`, team, from(headers['etag']))
    expect((await hand()).body).toMatchObject({ handedOver: 1, left: 0 })
    expect((await session(sessionId)).memberId).toBe(room.id('carter'))
    expect((await client(clientId)).careTeam).toEqual([room.id('novak'), room.id('carter')])
  })

  it('meets a session that is marked meanwhile, and loses neither', async () => {
    const clientId = await room.notes.client(['baker'])
    const sessionId = await room.notes.session(clientId, { held: false })
    const start = plusMinutes(room.house.now(), -60)
    const outcome = { status: 'held', start, end: plusMinutes(start, 50) }
    const { headers } = await room.notes.as('admin').get(`/v1/sessions/${sessionId}`)
    const [handed, marked] = await Promise.all([
      hand(),
      room.notes
        .as('admin')
        .post(`/v1/sessions/${sessionId}/outcome`, outcome, from(headers['etag'])),
    ])
    expect(handed.body.refused).toEqual([])
    // Whoever came second either went on from the other's state or was told that it changed.
    expect([200, 412]).toContain(marked.status)
    expect(await owed(sessionId)).toMatchObject({ memberId: room.id('carter') })
    await chainOf(clientId)
  })

  it('to two successors at once brings each client to one of them', async () => {
    const clients = [1, 2, 3, 4].map(() => room.notes.client(['baker']))
    const ids = await Promise.all(clients)
    const sessions = await Promise.all(ids.map((clientId) => ahead(clientId)))
    const both = await Promise.all([hand('carter'), hand('novak')])
    expect(both.map(({ status, body }) => [status, body.refused])).toEqual([
      [200, []],
      [200, []],
    ])
    for (const [i, clientId] of ids.entries()) {
      const { careTeam } = await client(clientId)
      expect(careTeam).toHaveLength(1)
      expect([room.id('carter'), room.id('novak')]).toContain(careTeam[0])
      const { memberId } = await session(sessions[i] ?? '')
      expect(memberId).toBe(careTeam[0])
      expect(await owed(sessions[i] ?? '')).toMatchObject({ memberId })
      await chainOf(clientId)
    }
  })

  it('meets the leaver who begins a note: it is theirs, or they come too late', async () => {
    for (let round = 0; round < 4; round++) {
      const clientId = await room.notes.client(['baker'])
      const sessionId = await room.notes.session(clientId)
      const opened = { sessionId, template: 'soap' }
      const [handed, begun] = await Promise.all([
        hand(),
        room.notes.as('baker').post(`/v1/clients/${clientId}/notes`, opened),
      ])
      expect(handed.body).toMatchObject({ left: 0, refused: [] })
      expect([201, 403]).toContain(begun.status)
      const obligation = await owed(sessionId)
      if (begun.status === 201)
        expect(obligation).toMatchObject({ memberId: room.id('baker'), noteId: begun.body.noteId })
      else expect(obligation).toMatchObject({ memberId: room.id('carter') })
      expect((await client(clientId)).careTeam).toEqual([room.id('carter')])
    }
  })

  it('by a supervisor is of whom they supervise', async () => {
    const clientId = await room.notes.client(['novak'])
    const body = { to: room.id('carter'), reason: 'left' }
    expect((await room.notes.as('vogel').post(path('novak'), body)).body).toMatchObject({
      handedOver: 1,
    })
    expect((await client(clientId)).careTeam).toEqual([room.id('carter')])
  })
})

describe('refused, and nothing is stored', () => {
  it.each(['carter', 'vogel', 'biller', 'keeper'])('by %s', async (name) => {
    await room.notes.client(['baker'])
    for (const ask of [() => hand('carter', {}, name), () => room.notes.as(name).get(path())])
      expect(await refused(room.house, ask)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it('to nobody here, of nobody here, or of another practice', async () => {
    const south = await room.notes.neighbour()
    await room.becomes('carter', 'left')
    const strangers = [newId(), south.practice.memberId('carter'), room.id('carter')]
    for (const to of strangers)
      expect(await refused(room.house, () => hand('novak', { to }))).toMatchObject({
        status: 404,
        type: 'member_not_found',
      })
    for (const member of strangers.slice(0, 2)) {
      const other = `/v1/members/${member}/hand-over`
      const body = { to: room.id('novak'), reason: 'left' }
      for (const ask of [
        () => room.notes.as('admin').post(other, body),
        () => room.notes.as('admin').get(other),
      ])
        expect(await refused(room.house, ask)).toMatchObject({
          status: 404,
          type: 'member_not_found',
        })
    }
  })

  it.each([
    ['to who is no clinician', { to: 'keeper' }, '/body/to'],
    ['to the leaver themselves', { to: 'baker' }, '/body/to'],
    ['for no reason', { reason: 'bored' }, '/body/reason'],
    ['of no client', { clients: [] }, '/body/clients'],
    ['with a field that is not known', { notes: 'all' }, '/body'],
  ])('%s', async (_what, more, field) => {
    const named = 'to' in more ? { to: room.id(more.to ?? '') } : more
    const answer = await refused(room.house, () => hand('carter', named))
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field])
  })
})
