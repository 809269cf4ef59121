import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientPartition } from '../../../shared/aws/client-table.ts'
import { bytesOf } from '../../../shared/aws/item.ts'
import { clientKeyId } from '../../../shared/aws/key-ring.ts'
import { commitsTo, committedPart } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { HoldRecord } from '../../../shared/retention/hold.ts'
import { contextOf } from '../../../shared/seal/record-context.ts'
import { from, once, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { DisposalRoom, LATER } from './disposal-room.ts'
import { justBefore } from './just-before.ts'

const REASON = 'Subpoena CANARY-7f3a of the county court'

let room: DisposalRoom
let south: Practice
let clientId: string

beforeAll(async () => {
  room = await DisposalRoom.open()
  south = await room.house.practice('south', { cora: { roles: ['custodian'] } })
})
afterAll(() => room.close())

beforeEach(async () => {
  room.house.travelTo(LATER)
  clientId = await room.client()
})

const holds = () => `/v1/clients/${clientId}/holds`

async function place(name = 'cora') {
  const { status, body } = await room.as(name).post(holds(), { reason: REASON })
  expect(status).toBe(201)
  return body.hold.holdId as string
}

/** What is sealed of a hold that was placed. */
async function opened(holdId: string): Promise<HoldRecord> {
  const pk = clientPartition(room.north.id, clientId)
  const key = { pk, sk: `HOLD#${holdId.split('.')[1]}` }
  const item = await room.house.table('RECORDS_TABLE').get(key)
  const place = {
    practiceId: room.north.id,
    clientId,
    kind: 'hold',
    id: holdId,
    revision: 1,
  } as const
  const { keys } = room.house.recordsContext()
  return HoldRecord.parse(
    await keys.open(clientKeyId(clientId), bytesOf(item ?? {}, 'sealed'), contextOf(place)),
  )
}

const lift = (name: string, holdId: string, etag = '"1"') =>
  room.as(name).post(`/v1/holds/${holdId}/lifting`, { reason: 'It is over' }, from(etag))

describe('a hold', () => {
  it('is placed with its reason, counted, and in the chain as a commitment', async () => {
    const { status, body, headers } = await room.as('cora').post(holds(), { reason: REASON })
    expect([status, headers['etag']]).toEqual([201, '"1"'])
    expect(body).toEqual({
      hold: {
        state: 'placed',
        holdId: expect.stringMatching(new RegExp(`^${clientId}\\.`)),
        clientId,
        placedBy: room.north.memberId('cora'),
        placedAt: LATER,
        version: 1,
      },
      reason: REASON,
      cause: 'other',
      notices: { placed: expect.stringMatching(new RegExp(`^${clientId}\\.`)) },
    })
    expect((await room.item(clientId))['holds']).toBe(1)
    const ledger = (await room.as('cora').get(`/v1/clients/${clientId}/ledger`)).body
    expect(verifyChain(ledger.events, ledger)).toEqual([])
    const event = ledger.events.at(-2)
    expect(event).toMatchObject({ type: 'hold_placed', about: { holdId: body.hold.holdId } })
    const record = await opened(body.hold.holdId)
    expect(record).toMatchObject({ act: 'placed', reason: REASON })
    expect(commitsTo(event.commitment, record.nonce, committedPart(record))).toBe(true)
  })

  it('withdraws a disposal in the same write, whatever was approved', async () => {
    await room.propose(clientId)
    await room.as('admin').post(`/v1/disposals/${clientId}/approvals`, {}, from('"1"'))
    await place()
    expect((await room.stored(clientId))?.disposal).toMatchObject({
      state: 'withdrawn',
      why: 'hold-placed',
      version: 3,
    })
    expect((await room.events(clientId)).slice(-3).map(({ type }) => type)).toEqual([
      'hold_placed',
      'disposal_withdrawn',
      'document_asked',
    ])
    await expect(room.propose(clientId)).rejects.toThrow('must be kept')
  })

  it('also withdraws one that was proposed between its read and its write', async () => {
    const db = justBefore(room.house.db, () => room.propose(clientId))
    await room.as('cora', { db }).post(holds(), { reason: REASON })
    expect((await room.stored(clientId))?.disposal).toMatchObject({
      state: 'withdrawn',
      why: 'hold-placed',
    })
    expect((await room.item(clientId))['holds']).toBe(1)
  })

  it('is placed once however often it is asked for, and another reason under its key is refused', async () => {
    const ask = (reason = REASON) => room.as('cora').post(holds(), { reason }, once('hold-key-1'))
    const [first, ...others] = await Promise.all([ask(), ask(), ask()])
    for (const other of others) expect(other.body).toEqual(first?.body)
    expect((await room.item(clientId))['holds']).toBe(1)
    const { status, type } = await refused(room.house, () => ask('Another'))
    expect([status, type]).toEqual([422, 'idempotency_key_reused'])
  })

  it('is lifted by another member, with a reason, and no longer counts', async () => {
    const holdId = await place()
    const { status, body, headers } = await lift('admin', holdId)
    expect([status, headers['etag']]).toEqual([200, '"2"'])
    expect(body).toMatchObject({
      hold: { state: 'lifted', liftedBy: room.north.memberId('admin'), liftedAt: LATER },
      reason: REASON,
      liftingReason: 'It is over',
    })
    expect((await room.item(clientId))['holds']).toBe(0)
    expect((await room.events(clientId)).slice(-2).map(({ type }) => type)).toEqual([
      'hold_lifted',
      'document_asked',
    ])
    expect((await room.as('able').get(holds())).body.holds).toEqual([body])
  })

  it('of two that were placed keeps the record while one stands', async () => {
    const [first] = [await place(), await place('admin')]
    await lift('admin', first)
    expect((await room.item(clientId))['holds']).toBe(1)
    await expect(room.propose(clientId)).rejects.toThrow('must be kept')
  })

  it('is lifted once by two at once, and one event tells of it', async () => {
    const holdId = await place()
    const answers = await Promise.all([lift('admin', holdId), lift('cyd', holdId)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    expect((await room.item(clientId))['holds']).toBe(0)
    const types = (await room.events(clientId)).map(({ type }) => type)
    expect(types.filter((type) => type === 'hold_lifted')).toHaveLength(1)
  })

  it('that is lifted again by the same request is answered as the first time', async () => {
    const holdId = await place()
    const first = await lift('admin', holdId)
    expect((await lift('admin', holdId)).body).toEqual(first.body)
    const { status, type } = await refused(room.house, () => lift('admin', holdId, '"2"'))
    expect([status, type]).toEqual([409, 'hold_already_lifted'])
  })

  it('is seen by who works with the client, and by those who decide', async () => {
    await place()
    for (const name of ['able', 'sue', 'admin', 'cora'])
      expect((await room.as(name).get(holds())).body.holds).toHaveLength(1)
    for (const name of ['baker', 'bill'])
      expect((await room.as(name).get(holds())).status).toBe(403)
    const trail = await room.house.items('ACCESS_TABLE')
    const seen = trail.filter(
      (entry) => entry['action'] === 'hold.read' && entry['clientId'] === clientId,
    )
    expect(seen.filter(({ outcome }) => outcome === 'asked')).toHaveLength(6)
    expect(seen.filter(({ outcome }) => outcome === 'refused')).toHaveLength(2)
  })

  it('says its reason nowhere but to those who may see it', async () => {
    await lift('admin', await place())
    const stored = JSON.stringify([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
    ])
    expect(stored).not.toContain('CANARY-7f3a')
    expect(room.house.logged.join()).not.toContain('CANARY-7f3a')
  })
})

describe('refused, and nothing is stored', () => {
  it.each([
    ['a clinician of the care team', 'able'],
    ['a supervisor', 'sue'],
    ['a biller', 'bill'],
  ])('%s places none and lifts none', async (_who, name) => {
    const holdId = await place()
    const placing = () => room.as(name).post(holds(), { reason: REASON })
    expect(await refused(room.house, placing)).toMatchObject({ status: 403, type: 'not_allowed' })
    expect(await refused(room.house, () => lift(name, holdId))).toMatchObject({ status: 403 })
  })

  it('whoever placed it does not lift it', async () => {
    const holdId = await place()
    const { status, type } = await refused(room.house, () => lift('cora', holdId))
    expect([status, type]).toEqual([409, 'hold_placed_by_you'])
  })

  it('who is barred from the record neither places, lifts nor sees one', async () => {
    const holdId = await place()
    const team = { careTeam: [room.north.memberId('able')], barred: [room.north.memberId('cyd')] }
    await room.as('admin').put(`/v1/clients/${clientId}/care-team`, team, from('"1"'))
    for (const asking of [
      () => room.as('cyd').post(holds(), { reason: REASON }),
      () => lift('cyd', holdId),
      () => room.as('cyd').get(holds()),
    ])
      expect((await refused(room.house, asking)).status).toBe(403)
  })

  it('another practice finds neither client nor hold', async () => {
    const holdId = await place()
    const cora = room.as('cora', { practice: south })
    const asked: [string, () => ReturnType<typeof cora.get>][] = [
      ['client_not_found', () => cora.get(holds())],
      ['client_not_found', () => cora.post(holds(), { reason: REASON })],
      [
        'hold_not_found',
        () => cora.post(`/v1/holds/${holdId}/lifting`, { reason: 'x' }, from('"1"')),
      ],
    ]
    for (const [type, ask] of asked)
      expect(await refused(room.house, ask)).toMatchObject({ status: 404, type })
  })

  it.each([
    ['without a reason', {}, 'is missing'],
    ['with a blank one', { reason: '  ' }, 'must be at least 1 characters'],
    [
      'with one of several lines',
      { reason: 'a\nb' },
      'has a line break or a sign that cannot be printed',
    ],
    ['with one that is too long', { reason: 'x'.repeat(501) }, 'must be at most 500 characters'],
  ])('placing one %s', async (_what, body, rule) => {
    const { status, body: problem } = await refused(room.house, () =>
      room.as('cora').post(holds(), body),
    )
    expect([status, problem.errors]).toEqual([400, [{ field: '/body/reason', rule }]])
  })

  it('lifting from a version that is not there, or without saying from which', async () => {
    const holdId = await place()
    expect((await refused(room.house, () => lift('admin', holdId, '"2"'))).status).toBe(412)
    const bare = () => room.as('admin').post(`/v1/holds/${holdId}/lifting`, { reason: 'x' })
    expect((await refused(room.house, bare)).status).toBe(428)
  })
})
