import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { groupEndpoints } from '../../../functions/records-api/group-endpoints.ts'
import { noteEndpoints } from '../../../functions/records-api/note-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { clientChain, clientKey } from '../../../shared/aws/client-table.ts'
import { DisposalTable } from '../../../shared/aws/disposal-table.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { retentionShards } from '../../../shared/aws/retention-index.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import type { Disposal, DisposalIn } from '../../../shared/retention/disposal.ts'
import { type Caller, from, House, MORNING, type Practice } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { justBefore } from './just-before.ts'
import { ada, hour, people } from './sketches.ts'

let house: House
let north: Practice
let clientId: string

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
})
afterAll(() => house.close())

function as(name: string, db: DynamoDBClient = house.db): Caller {
  const context = house.recordsContext({ db, kms: house.kms })
  const endpoints = [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
    ...groupEndpoints(context),
    ...noteEndpoints(context),
  ]
  return house.serve(context.findMember, endpoints)(north, name)
}

const openClient = async (demographics: object = ada) =>
  (await as('able').post('/v1/clients', { demographics })).body.clientId as string

beforeEach(async () => {
  house.travelTo(MORNING)
  clientId = await openClient()
})

const kept = async (of = clientId) =>
  (await house.table('RECORDS_TABLE').get(clientKey(north.id, of))) ?? {}

/** An hour on a day. */
const on = (day: string) => ({
  ...hour,
  start: `${day}T16:00:00.000Z`,
  end: `${day}T16:53:00.000Z`,
})

async function plan(day: string, caller = as('able')) {
  const { status, body } = await caller.post(`/v1/clients/${clientId}/sessions`, on(day))
  expect(status).toBe(201)
  return body.sessionId as string
}

describe('a client’s earliest disposal', () => {
  it('stands in the index from the day the record is opened, on a first of January', async () => {
    const item = await kept()
    expect(item).toMatchObject({
      retention: { lastServiceOn: '2026-01-14', birthYear: 1988 },
      retentionDate: '2037-01-01',
      holds: 0,
    })
    expect(retentionShards).toContain(item['retentionShard'])
  })

  it('is that of a minor where it is later', async () => {
    const minor = await openClient({ ...ada, birthDate: '2019-06-30' })
    expect((await kept(minor))['retentionDate']).toBe('2046-01-01')
  })

  it('moves with a birth date that was wrong, and keeps the last service', async () => {
    await plan('2027-02-03')
    const demographics = { ...ada, birthDate: '2019-06-30' }
    const { status } = await as('able').put(
      `/v1/clients/${clientId}`,
      { demographics },
      from('"1"'),
    )
    expect(status).toBe(200)
    expect(await kept()).toMatchObject({
      retention: { lastServiceOn: '2027-02-03', birthYear: 2019 },
      retentionDate: '2046-01-01',
    })
  })

  it('moves with a session on a later day, and not with one on an earlier', async () => {
    await plan('2027-02-03')
    expect(await kept()).toMatchObject({
      retention: { lastServiceOn: '2027-02-03', birthYear: 1988 },
      retentionDate: '2038-01-01',
    })
    const before = await kept()
    await plan('2026-02-03')
    expect(await kept()).toEqual(before)
  })

  it('goes by the day in the practice’s own calendar', async () => {
    const night = { ...hour, start: '2027-01-01T03:00:00.000Z', end: '2027-01-01T03:53:00.000Z' }
    await as('able').post(`/v1/clients/${clientId}/sessions`, night)
    expect((await kept())['retention']).toMatchObject({ lastServiceOn: '2026-12-31' })
  })

  it('moves when a session is planned anew for a later day', async () => {
    const sessionId = await plan('2026-02-03')
    await as('able').put(`/v1/sessions/${sessionId}`, on('2027-06-01'), from('"1"'))
    expect(await kept()).toMatchObject({
      retention: { lastServiceOn: '2027-06-01' },
      retentionDate: '2038-01-01',
    })
    await as('able').put(`/v1/sessions/${sessionId}`, on('2026-03-01'), from('"2"'))
    expect((await kept())['retention']).toMatchObject({ lastServiceOn: '2027-06-01' })
  })

  it('moves when a session was held later than planned, and stays when one was missed', async () => {
    const [held, missed] = [await plan('2026-12-30'), await plan('2026-12-30')]
    house.travelTo('2027-01-02T20:00:00.000Z')
    const outcome = {
      status: 'held',
      start: '2027-01-02T18:00:00.000Z',
      end: '2027-01-02T19:00:00.000Z',
    }
    await as('able').post(
      `/v1/sessions/${missed}/outcome`,
      { status: 'missed', reason: 'other' },
      from('"1"'),
    )
    expect((await kept())['retention']).toMatchObject({ lastServiceOn: '2026-12-30' })
    const { status } = await as('able').post(`/v1/sessions/${held}/outcome`, outcome, from('"1"'))
    expect(status).toBe(200)
    expect(await kept()).toMatchObject({
      retention: { lastServiceOn: '2027-01-02' },
      retentionDate: '2038-01-01',
    })
  })

  it('moves for every client of a group', async () => {
    const other = await openClient()
    const { start, end, modality, placeOfService, services } = on('2027-02-03')
    const { status } = await as('able').post('/v1/groups', {
      ...{ start, end, modality, placeOfService, services },
      clients: [clientId, other].map((each) => ({ clientId: each, diagnoses: [] })),
    })
    expect(status).toBe(201)
    for (const each of [clientId, other])
      expect((await kept(each))['retentionDate']).toBe('2038-01-01')
  })

  it('ends at the latest of sessions that are planned at once', async () => {
    const days = ['2026-05-01', '2028-03-01', '2026-11-01', '2027-07-01', '2027-01-15']
    await Promise.all(days.map((day) => plan(day)))
    expect(await kept()).toMatchObject({
      retention: { lastServiceOn: '2028-03-01' },
      retentionDate: '2039-01-01',
    })
  })

  it('knows both a birth date and a session that came between', async () => {
    const demographics = { ...ada, birthDate: '2019-06-30' }
    const db = justBefore(house.db, () => plan('2028-02-03'))
    const { status } = await as('able', db).put(
      `/v1/clients/${clientId}`,
      { demographics },
      from('"1"'),
    )
    expect(status).toBe(200)
    expect((await kept())['retention']).toEqual({ lastServiceOn: '2028-02-03', birthYear: 2019 })
    const other = justBefore(house.db, () =>
      as('able').put(`/v1/clients/${clientId}`, { demographics: ada }, from('"2"')),
    )
    await plan('2028-04-03', as('able', other))
    expect((await kept())['retention']).toEqual({ lastServiceOn: '2028-04-03', birthYear: 1988 })
  })

  it('does not move for a record that was closed meanwhile, nor is there a session', async () => {
    const db = justBefore(house.db, () =>
      as('able').put(
        `/v1/clients/${clientId}`,
        { demographics: ada, state: 'closed' },
        from('"1"'),
      ),
    )
    const { status } = await as('able', db).post(
      `/v1/clients/${clientId}/sessions`,
      on('2027-02-03'),
    )
    expect(status).toBe(409)
    expect((await kept())['retention']).toMatchObject({ lastServiceOn: '2026-01-14' })
    expect((await as('able').get(`/v1/clients/${clientId}/sessions`)).body.sessions).toEqual([])
  })
})

const disposals = () => new DisposalTable(house.db, house.table('RECORDS_TABLE'))

const proposed = (): DisposalIn<'proposed'> => ({
  state: 'proposed',
  clientId,
  practiceId: north.id,
  proposedAt: house.now(),
  dueOn: '2026-01-01',
  rule: 'years-after-last-service',
  facts: { lastServiceOn: '2026-01-14', birthYear: 1988 },
  version: 1,
  approvals: [],
})

const keep = (disposal: Disposal) =>
  transact(house.db, [
    disposals().change(undefined, disposal, () => {
      throw new Error('there is one')
    }),
  ])

describe('a client who is served again', () => {
  const approved = (): Disposal => ({
    ...proposed(),
    state: 'approved',
    approvals: [
      { memberId: north.memberId('cora'), at: house.now() },
      { memberId: north.memberId('admin'), at: house.now() },
    ],
    destroyAfter: '2026-03-01T00:00:00.000Z',
    clientVersion: 1,
  })

  it.each([
    ['proposed', proposed],
    ['approved', approved],
  ])('has a disposal that was %s withdrawn in the same write', async (_state, disposal) => {
    await keep(disposal())
    const sessionId = await plan('2026-02-03')
    const stored = await disposals().find(north.id, clientId)
    expect(stored?.disposal).toMatchObject({ state: 'withdrawn', why: 'served-again', version: 2 })
    expect(await disposals().hints(north.id)).toEqual([])
    const chain = (await as('cora').get(`/v1/clients/${clientId}/ledger`)).body
    expect(verifyChain(chain.events, chain)).toEqual([])
    expect(chain.events.slice(-2)).toMatchObject([
      { type: 'session_planned', about: { sessionId } },
      { type: 'disposal_withdrawn', about: { why: 'served-again', version: '2' } },
    ])
  })

  it('also where it was proposed between the read and the write', async () => {
    const db = justBefore(house.db, () => keep(proposed()))
    await plan('2026-02-03', as('able', db))
    const stored = await disposals().find(north.id, clientId)
    expect(stored?.disposal).toMatchObject({ state: 'withdrawn', why: 'served-again' })
  })

  it('on no later day leaves it as it is', async () => {
    await keep(proposed())
    await plan('2026-01-10')
    expect((await disposals().find(north.id, clientId))?.disposal.state).toBe('proposed')
  })
})

describe('a client who was destroyed', () => {
  /** As enforce-retention leaves them at the point of no return, before anything else is gone. */
  async function destroy(): Promise<void> {
    const chain = clientChain(north.id, clientId)
    const ledger = new LedgerTable(house.db, 'LEDGER_TABLE')
    const head = await ledger.head(chain)
    const at = house.now()
    const actorId = north.memberId('cora')
    const event = { chain, type: 'client_destroyed' as const, actorId, at, about: {} }
    await ledger.commit([{ chain, head, event, ends: true }], () => [
      {
        write: house.table('RECORDS_TABLE').put({
          ...clientKey(north.id, clientId),
          state: 'destroyed',
          clientId,
          practiceId: north.id,
          destroyedAt: at,
        }),
      },
    ])
  }

  const everyWay: readonly [
    string,
    (id: string, sessionId: string) => Promise<{ status: number }>,
  ][] = [
    ['reading', (id) => as('able').get(`/v1/clients/${id}`)],
    ['changing', (id) => as('able').put(`/v1/clients/${id}`, { demographics: ada }, from('"1"'))],
    [
      'the care team',
      (id) =>
        as('admin').put(
          `/v1/clients/${id}/care-team`,
          { careTeam: [north.memberId('able')], barred: [] },
          from('"1"'),
        ),
    ],
    ['the ledger', (id) => as('cora').get(`/v1/clients/${id}/ledger`)],
    ['the sessions', (id) => as('able').get(`/v1/clients/${id}/sessions`)],
    ['one session', (_id, sessionId) => as('able').get(`/v1/sessions/${sessionId}`)],
    ['planning', (id) => as('able').post(`/v1/clients/${id}/sessions`, hour)],
    [
      'moving a session',
      (_id, sessionId) => as('able').put(`/v1/sessions/${sessionId}`, hour, from('"1"')),
    ],
    ['the notes', (id) => as('able').get(`/v1/clients/${id}/notes`)],
    [
      'writing',
      (id, sessionId) =>
        as('able').post(`/v1/clients/${id}/notes`, { sessionId, template: 'soap' }),
    ],
  ]

  it('is not found in any way, whatever is remembered, and nothing is stored', async () => {
    const sessionId = await plan('2026-02-03')
    await destroy()
    const before = await house.snapshot()
    for (const [way, ask] of everyWay)
      expect([way, (await ask(clientId, sessionId)).status]).toEqual([way, 404])
    expect(await house.snapshot()).toEqual(before)
  })

  it.each<[string, (able: Caller, sessionId: string) => Promise<Answer>]>([
    ['planning', (able) => able.post(`/v1/clients/${clientId}/sessions`, on('2027-02-03'))],
    [
      'moving a session',
      (able, id) => able.put(`/v1/sessions/${id}`, on('2027-02-03'), from('"1"')),
    ],
    [
      'changing the client',
      (able) => able.put(`/v1/clients/${clientId}`, { demographics: ada }, from('"1"')),
    ],
    [
      'writing',
      (able, sessionId) =>
        able.post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' }),
    ],
  ])('between read and write: %s is refused as for a client who never was', async (_way, ask) => {
    const sessionId = await plan('2026-01-14')
    const { status, body } = await ask(as('able', justBefore(house.db, destroy)), sessionId)
    expect([status, body.type]).toEqual([404, expect.stringMatching(/client_not_found$/)])
    expect((await kept())['state']).toBe('destroyed')
  })
})
