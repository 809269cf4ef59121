import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ConsentTable, consentKey } from '../../../shared/aws/consent-table.ts'
import { commitsTo, committedPart } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once } from '../harness.ts'
import { refused } from '../refused.ts'
import { expected, NoteRoom } from './note-room.ts'

const CANARY = 'CANARY-4d1e'

const words = {
  kind: 'disclosure',
  discloser: `North practice ${CANARY}`,
  recipient: { name: `Dr. Osei ${CANARY}` },
  purpose: `Coordinated care ${CANARY}`,
  scope: { sections: ['diagnoses', 'treatment-plans'], from: '2026-01-01' },
  signedOn: '2026-01-10',
  signedBy: { by: 'representative', name: `Ann ${CANARY}`, authority: 'Guardian' },
  expiresOn: '2026-12-31',
  remarks: `In folder 7\n${CANARY}`,
} as const

let room: NoteRoom
let south: NoteRoom
let clientId: string

beforeAll(async () => {
  room = await NoteRoom.open()
  south = await room.neighbour()
})
afterAll(() => room.close())
beforeEach(async () => {
  clientId = await room.client()
})

const consents = () => `/v1/clients/${clientId}/consents`

async function record(name = 'admin'): Promise<string> {
  return expected(await room.as(name).post(consents(), words), 201).consent.consentId
}

const revoke = (name: string, consentId: string, etag = '"1"', reason = `She wrote ${CANARY}`) =>
  room.as(name).post(`/v1/consents/${consentId}/revocation`, { reason }, from(etag))

/** The item as it is stored, and opened. */
async function stored(consentId: string) {
  const { keys, records } = room.house.recordsContext()
  const item = (await records.get(consentKey(room.practice.id, consentId))) ?? {}
  return { item, opened: await new ConsentTable(records, keys).openRecords(room.practice.id, item) }
}

const events = async () =>
  (await room.as('keeper').get(`/v1/clients/${clientId}/ledger`)).body.events

describe('a consent', () => {
  it('is recorded as the form says, sealed, and in the chain as a commitment', async () => {
    const { status, body, headers } = await room.as('baker').post(consents(), words)
    expect([status, headers['etag']]).toEqual([201, '"1"'])
    const { consentId } = body.consent
    expect(body).toEqual({
      consent: {
        state: 'recorded',
        consentId,
        clientId,
        recordedBy: room.practice.memberId('baker'),
        recordedAt: room.house.now(),
        version: 1,
      },
      words,
    })
    const { opened } = await stored(consentId)
    const ledger = (await room.as('keeper').get(`/v1/clients/${clientId}/ledger`)).body
    expect(verifyChain(ledger.events, ledger)).toEqual([])
    const event = ledger.events.at(-1)
    expect(event).toMatchObject({ type: 'consent_recorded', about: { consentId, version: '1' } })
    const { recorded } = opened
    expect(commitsTo(event.commitment, recorded.nonce, committedPart(recorded))).toBe(true)
  })

  it('is recorded once however often it is asked for, and other words under its key are refused', async () => {
    const ask = (more = {}) =>
      room.as('admin').post(consents(), { ...words, ...more }, once('consent-key-1'))
    const [first, ...others] = await Promise.all([ask(), ask(), ask()])
    for (const other of others) expect(other.body).toEqual(first?.body)
    expect((await room.as('admin').get(consents())).body.consents).toHaveLength(1)
    const { status, type } = await refused(room.house, () => ask({ purpose: 'Another' }))
    expect([status, type]).toEqual([422, 'idempotency_key_reused'])
  })

  it('is revoked once, with a reason and for good, and stays to be read', async () => {
    const consentId = await record()
    room.house.advance(60_000)
    const { status, body, headers } = await revoke('baker', consentId)
    expect([status, headers['etag']]).toEqual([200, '"2"'])
    expect(body).toMatchObject({
      consent: {
        state: 'revoked',
        revokedBy: room.practice.memberId('baker'),
        revokedAt: room.house.now(),
      },
      words,
      revocation: `She wrote ${CANARY}`,
    })
    expect((await room.as('keeper').get(`/v1/consents/${consentId}`)).body).toEqual(body)
    expect((await room.as('keeper').get(consents())).body.consents).toEqual([body])
    expect((await events()).at(-1)).toMatchObject({
      type: 'consent_revoked',
      about: { consentId, version: '2' },
    })
    expect((await revoke('baker', consentId)).body).toEqual(body)
    expect(await refused(room.house, () => revoke('baker', consentId, '"2"'))).toMatchObject({
      status: 409,
      type: 'consent_already_revoked',
    })
  })

  it('is revoked once by two at once, and one event tells of it', async () => {
    const consentId = await record()
    const answers = await Promise.all([revoke('admin', consentId), revoke('keeper', consentId)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const types = (await events()).map(({ type }: { type: string }) => type)
    expect(types.filter((type: string) => type === 'consent_revoked')).toHaveLength(1)
  })

  it('says what it says, and that it is one of a kind, to those alone who may see it', async () => {
    const consentId = await record()
    await revoke('admin', consentId)
    const tables = JSON.stringify([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
    ])
    expect(tables).not.toContain(CANARY)
    const { item } = await stored(consentId)
    expect(JSON.stringify(item)).not.toContain('disclosure')
    expect(room.house.logged.join()).not.toContain(CANARY)
  })

  it('is seen by who works with the client and by those who answer for records, and that is noted', async () => {
    const consentId = await record()
    for (const name of ['baker', 'vogel', 'admin', 'keeper'])
      expect((await room.as(name).get(consents())).body.consents).toHaveLength(1)
    for (const name of ['carter', 'biller'])
      for (const path of [consents(), `/v1/consents/${consentId}`])
        expect((await refused(room.house, () => room.as(name).get(path))).status).toBe(403)
    const trail = await room.house.items('ACCESS_TABLE')
    const seen = trail.filter(
      (entry) => entry['action'] === 'consent.read' && entry['clientId'] === clientId,
    )
    expect(seen.filter(({ outcome }) => outcome === 'asked')).toHaveLength(8)
    expect(seen.filter(({ outcome }) => outcome === 'refused')).toHaveLength(4)
  })
})

describe('refused, and nothing is stored', () => {
  it.each(['carter', 'biller'])('%s records and revokes none', async (name) => {
    const consentId = await record()
    expect(await refused(room.house, () => room.as(name).post(consents(), words))).toMatchObject({
      status: 403,
      type: 'not_allowed',
    })
    expect((await refused(room.house, () => revoke(name, consentId))).status).toBe(403)
  })

  it('another practice finds neither client nor consent', async () => {
    const consentId = await record()
    const keeper = south.as('keeper')
    const asked: [string, () => ReturnType<typeof keeper.get>][] = [
      ['client_not_found', () => keeper.get(consents())],
      ['client_not_found', () => keeper.post(consents(), words)],
      ['consent_not_found', () => keeper.get(`/v1/consents/${consentId}`)],
      [
        'consent_not_found',
        () => keeper.post(`/v1/consents/${consentId}/revocation`, { reason: 'x' }, from('"1"')),
      ],
    ]
    for (const [type, ask] of asked)
      expect(await refused(room.house, ask)).toMatchObject({ status: 404, type })
  })

  it.each([
    ['of no kind', { ...words, kind: 'other' }, '/body/kind'],
    ['that nobody signed', { ...words, signedBy: undefined }, '/body/signedBy'],
    [
      'by a representative of unknown authority',
      { ...words, signedBy: { by: 'representative', name: 'A' } },
      '/body/signedBy/authority',
    ],
    ['to nobody at all', { ...words, recipient: {} }, '/body/recipient/name'],
    [
      'of days that end before they begin',
      { ...words, scope: { sections: 'all', from: '2026-02-01', to: '2026-01-01' } },
      '/body/scope/to',
    ],
    [
      'of process notes among others',
      { ...words, scope: { sections: ['process-notes'] } },
      '/body/scope/sections',
    ],
  ])('one %s', async (_what, body, field) => {
    const { status, body: problem } = await refused(room.house, () =>
      room.as('admin').post(consents(), body),
    )
    expect(status).toBe(400)
    expect(problem.errors.map((each: { field: string }) => each.field)).toContain(field)
  })

  it('revoking from a version that is not there, without one, or without a reason', async () => {
    const consentId = await record()
    expect((await refused(room.house, () => revoke('admin', consentId, '"2"'))).status).toBe(412)
    const path = `/v1/consents/${consentId}/revocation`
    const bare = () => room.as('admin').post(path, { reason: 'x' })
    expect((await refused(room.house, bare)).status).toBe(428)
    const silent = () => room.as('admin').post(path, {}, from('"1"'))
    expect((await refused(room.house, silent)).status).toBe(400)
  })
})
