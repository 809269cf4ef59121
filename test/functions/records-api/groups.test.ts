import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { groupEndpoints } from '../../../functions/records-api/group-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { groupKey } from '../../../shared/aws/group-table.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { noteObligationId } from '../../../shared/obligation/note-owed.ts'
import { type Caller, from, House, once, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { justBefore } from './just-before.ts'
import { ada, people } from './sketches.ts'

let house: House
let north: Practice
let south: Practice
let as: (name: string, practice?: Practice) => Caller
let twelve: string[]

const evening = {
  title: 'Tuesday skills',
  start: '2026-01-14T23:00:00.000Z',
  end: '2026-01-15T00:30:00.000Z',
  modality: 'in person',
  placeOfService: '11',
  services: [{ cpt: '90853', modifiers: [], units: 1 }],
}

const of = (clients: readonly string[]) => ({
  ...evening,
  clients: clients.map((clientId, i) => ({ clientId, diagnoses: [{ code: `F3${i % 10}.1` }] })),
})

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  south = await house.practice('south', people)
  serve()
  const opened = Array.from({ length: 12 }, () =>
    as('able').post('/v1/clients', { demographics: ada }),
  )
  twelve = (await Promise.all(opened)).map(({ body }) => body.clientId)
})

beforeEach(() => serve())

afterAll(() => house.close())

function serve() {
  const context = house.recordsContext()
  const endpoints = [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
    ...groupEndpoints(context),
  ]
  const calls = house.serve(context.findMember, endpoints)
  as = (name, practice = north) => calls(practice, name)
}

const some = (count: number) => twelve.slice(0, count)

const plan = async (count = 3) => {
  const { status, body } = await as('able').post('/v1/groups', of(some(count)))
  expect(status).toBe(201)
  return body as { groupId: string; roster: { clientId: string; sessionId: string }[] }
}

describe('planning a group session', () => {
  it('gives each of twelve clients a session, a note owed and an event of their own, in one transaction', async () => {
    const caller = as('able')
    await caller.get('/v1/clients')
    house.services.calls.length = 0
    const { status, body } = await caller.post('/v1/groups', of(twelve))
    expect(status).toBe(201)
    expect(
      house.services.calls.filter(({ operation }) => operation === 'TransactWriteItems'),
    ).toHaveLength(1)
    expect(body.roster.map(({ clientId }: { clientId: string }) => clientId)).toEqual(twelve)

    const { obligations, ledger } = house.recordsContext()
    for (const [i, { clientId, sessionId }] of body.roster.entries()) {
      const session = await as('able').get(`/v1/sessions/${sessionId}`)
      expect(session.body).toMatchObject({
        clientId,
        groupId: body.groupId,
        memberId: north.memberId('able'),
        coding: { participants: ['client'], diagnoses: [{ code: `F3${i % 10}.1` }] },
      })
      expect(await obligations.find(north.id, clientId, noteObligationId(sessionId))).toMatchObject(
        {
          state: 'open',
          dueAt: '2026-01-16T00:30:00.000Z',
          supervisorId: north.memberId('sue'),
        },
      )
      const chain = `P#${north.id}#C#${clientId}`
      const events = await ledger.events(chain)
      expect(events.at(-1)).toMatchObject({
        type: 'group_planned',
        about: { sessionId, groupId: body.groupId },
      })
      const head = await ledger.head(chain)
      expect(verifyChain(events, { chain, ...(head && { head }) })).toEqual([])
    }
  })

  it('seals what the group is called under a key of the group’s own', async () => {
    const { groupId } = await plan()
    expect(JSON.stringify(await house.snapshot())).not.toContain('Tuesday')
    expect((await house.items('KEYS_TABLE')).map((item) => item['branch-key-id'])).toContain(
      `G#${groupId}`,
    )
    expect((await as('able').get(`/v1/groups/${groupId}`)).body).toMatchObject({
      title: 'Tuesday skills',
    })
  })

  it('plans one under one Idempotency-Key, however often, at once and cold', async () => {
    const send = () => as('able').post('/v1/groups', of(some(4)), once('tuesday-evening'))
    const [first, second] = await Promise.all([send(), send()])
    expect(first.status).toBe(201)
    expect(second).toEqual(first)
    serve()
    const before = await house.snapshot()
    expect(await send()).toEqual(first)
    expect(await house.snapshot()).toEqual(before)
    expect(
      await refused(house, () =>
        as('able').post('/v1/groups', of(some(5)), once('tuesday-evening')),
      ),
    ).toMatchObject({ status: 422, type: 'idempotency_key_reused' })
  })

  it('holds out when somebody writes into its clients’ chains meanwhile', async () => {
    const hour = {
      start: evening.start,
      end: evening.end,
      modality: 'video',
      placeOfService: '10',
      participants: ['client'],
      services: [],
      diagnoses: [],
    }
    const alone = some(3).map((id) => as('able').post(`/v1/clients/${id}/sessions`, hour))
    const answers = await Promise.all([as('able').post('/v1/groups', of(some(3))), ...alone])
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  })

  it.each<[string, string, () => object, number, string]>([
    ['one client alone', 'able', () => of(some(1)), 400, 'invalid_request'],
    ['a client twice', 'able', () => of([...some(2), ...some(1)]), 400, 'invalid_request'],
    ['thirteen clients', 'able', () => of([...twelve, 'x'.repeat(26)]), 400, 'invalid_request'],
    [
      'an end before its start',
      'able',
      () => ({ ...of(some(2)), end: '2026-01-14T22:00:00Z' }),
      400,
      'invalid_request',
    ],
    ['somebody on none of the care teams', 'baker', () => of(some(2)), 403, 'not_allowed'],
    ['a biller', 'bill', () => of(some(2)), 403, 'not_allowed'],
    [
      'a client who is nobody',
      'able',
      () => of([...some(2), '0'.repeat(26)]),
      404,
      'client_not_found',
    ],
    ['an admin who leads it', 'admin', () => of(some(2)), 400, 'invalid_request'],
  ])('refuses %s, and stores nothing', async (_what, name, body, status, type) => {
    expect(await refused(house, () => as(name).post('/v1/groups', body()))).toMatchObject({
      status,
      type,
    })
  })

  it('refuses all when one client’s record is closed, is another’s or another practice’s', async () => {
    const demographics = ada
    const { body: closed } = await as('able').post('/v1/clients', { demographics })
    const change = { demographics, state: 'closed' }
    await as('able').put(`/v1/clients/${closed.clientId}`, change, from('"1"'))
    const { body: others } = await as('baker').post('/v1/clients', { demographics })
    const { body: abroad } = await as('able', south).post('/v1/clients', { demographics })
    const trying = (clientId: string) =>
      refused(house, () => as('able').post('/v1/groups', of([...some(2), clientId])))
    expect(await trying(closed.clientId)).toMatchObject({ status: 409, type: 'client_closed' })
    expect(await trying(others.clientId)).toMatchObject({ status: 403, type: 'not_allowed' })
    expect(await trying(abroad.clientId)).toMatchObject({ status: 404, type: 'client_not_found' })
  })
})

describe('reading a group session', () => {
  it('answers with who takes part and notes it in every client’s trail', async () => {
    const { groupId, roster } = await plan()
    const { status, body, headers } = await as('sue').get(`/v1/groups/${groupId}`)
    expect(status).toBe(200)
    expect(headers['etag']).toBe('"0"')
    expect(body).toMatchObject({ roster, sharedPart: { sections: {}, revision: 0 } })
    const entries = (await house.items('ACCESS_TABLE')).filter(
      ({ about, memberId }) => about === groupId && memberId === north.memberId('sue'),
    )
    expect(entries.map(({ clientId }) => clientId).sort()).toEqual(
      roster.map(({ clientId }) => clientId).sort(),
    )
  })

  it('refuses whoever may not know one of its clients', async () => {
    const { groupId, roster } = await plan()
    const [first] = roster
    const team = { careTeam: [north.memberId('able'), north.memberId('baker')], barred: [] }
    const { headers } = await as('admin').get(`/v1/clients/${first?.clientId}`)
    await as('admin').put(`/v1/clients/${first?.clientId}/care-team`, team, from(headers['etag']))
    expect(await refused(house, () => as('baker').get(`/v1/groups/${groupId}`))).toMatchObject({
      status: 403,
    })
  })

  it('knows no group of another practice', async () => {
    const { groupId } = await plan()
    expect(
      await refused(house, () => as('admin', south).get(`/v1/groups/${groupId}`)),
    ).toMatchObject({ status: 404, type: 'group_not_found' })
  })
})

describe('what the notes of a group session share', () => {
  const save = (groupId: string, sections: object, etag: string, name = 'able') =>
    as(name).put(`/v1/groups/${groupId}/shared-part`, { sections }, from(etag))

  it('is saved revision by revision, sealed, and read back', async () => {
    const { groupId } = await plan()
    const first = await save(groupId, { objective: 'We practised TIPP.' }, '"0"')
    expect(first).toMatchObject({ status: 200, body: { revision: 1 } })
    const second = await save(groupId, { objective: 'We practised STOP.' }, '"1"')
    expect(second.headers['etag']).toBe('"2"')
    const { body, headers } = await as('able').get(`/v1/groups/${groupId}`)
    expect(headers['etag']).toBe('"2"')
    expect(body.sharedPart).toEqual({
      sections: { objective: 'We practised STOP.' },
      revision: 2,
      savedAt: house.now(),
      savedBy: north.memberId('able'),
    })
    expect(JSON.stringify(await house.snapshot())).not.toMatch(/practised/)
  })

  it.each([
    ['an admin', 'admin', false],
    ['a biller', 'bill', false],
    ['a custodian', 'cora', true],
    ['the supervisor of one who treats them', 'sue', true],
  ])('is shown with the group to %s: %s, %s', async (_who, name, shown) => {
    const { groupId, roster } = await plan()
    await save(groupId, { objective: 'We practised TIPP.' }, '"0"')
    const { status, body } = await as(name).get(`/v1/groups/${groupId}`)
    expect({ status, roster: body.roster }).toEqual({ status: 200, roster })
    expect(JSON.stringify(body).includes('TIPP')).toBe(shown)
  })

  it('answers a repeated save as the first one', async () => {
    const { groupId } = await plan()
    const first = await save(groupId, { plan: 'same words' }, '"0"')
    const before = await house.snapshot()
    expect(await save(groupId, { plan: 'same words' }, '"0"')).toEqual(first)
    expect(await house.snapshot()).toEqual(before)
  })

  it('of two saves from one revision, takes one', async () => {
    const { groupId } = await plan()
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((words) => save(groupId, { plan: words }, '"0"')),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  it.each([
    ['a stale revision', 'able', '"4"', { plan: 'x' }, 412, 'stale_revision'],
    ['no If-Match', 'able', undefined, { plan: 'x' }, 428, 'if_match_required'],
    ['a colleague', 'baker', '"0"', { plan: 'x' }, 403, 'not_allowed'],
    ['a biller', 'bill', '"0"', { plan: 'x' }, 403, 'not_allowed'],
    ['an admin', 'admin', '"0"', { plan: 'x' }, 403, 'not_allowed'],
    ['a custodian', 'cora', '"0"', { plan: 'x' }, 403, 'not_allowed'],
    ['a section by a key that is none', 'able', '"0"', { 'Plan!': 'x' }, 400, 'invalid_request'],
    ['words that are no text', 'able', '"0"', { plan: 7 }, 400, 'invalid_request'],
    [
      'more than 256 KB',
      'able',
      '"0"',
      Object.fromEntries(['a', 'b', 'c'].map((key) => [key, 'x'.repeat(99_999)])),
      413,
      'body_too_large',
    ],
  ])('refuses %s, and stores nothing', async (_what, name, etag, sections, status, type) => {
    const { groupId } = await plan()
    const headers = etag === undefined ? {} : from(etag)
    expect(
      await refused(house, () =>
        as(name).put(`/v1/groups/${groupId}/shared-part`, { sections }, headers),
      ),
    ).toMatchObject({ status, type })
  })

  it('is not kept of a group that went with the last of its clients meanwhile', async () => {
    const { groupId } = await plan()
    const gone = async () => {
      await house
        .table('RECORDS_TABLE')
        .commit([{ write: house.table('RECORDS_TABLE').delete(groupKey(north.id, groupId)) }])
    }
    const context = house.recordsContext({ db: justBefore(house.db, gone), kms: house.kms })
    const save = house.serve(context.findMember, groupEndpoints(context))(north, 'able')
    const { status, body } = await save.put(
      `/v1/groups/${groupId}/shared-part`,
      { sections: { plan: 'x' } },
      from('"0"'),
    )
    expect([status, body.type]).toEqual([404, expect.stringMatching(/group_not_found$/)])
    const left = (await house.items('RECORDS_TABLE')).filter(({ pk }) =>
      String(pk).includes(groupId),
    )
    expect(left).toEqual([])
  })
})
