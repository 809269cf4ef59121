import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transact } from '../../../shared/aws/transact.ts'
import { commitsTo } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { defaultRetentionPolicy } from '../../../shared/retention/policy.ts'
import { from, House, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { practiceCallers } from './practice-callers.ts'

let house: House
let as: ReturnType<typeof practiceCallers>
let north: Practice

beforeAll(async () => {
  house = await House.start()
  as = practiceCallers(house)
  north = await house.practice('north', {
    ann: {},
    sue: { roles: ['supervisor'] },
    bill: { roles: ['biller'] },
    cus: { roles: ['custodian'] },
  })
})
afterAll(() => house.close())

const form = (more: Record<string, unknown> = {}) => ({
  name: 'Harbor Light',
  address: ['12 Quay Street'],
  zone: 'America/Chicago',
  paper: 'a4',
  lateRule: { dueAfterHours: 48, reminderBeforeHours: 8, supervisorAfterHours: 24 },
  digestHour: 6,
  coSignatureWithinHours: 48,
  retention: { yearsAfterLastService: 12, yearsAfterMajority: 7, majorityAge: 19, noticeDays: 60 },
  ...more,
})

describe('settings', () => {
  it.each(['admin', 'ann', 'sue', 'bill', 'cus'])('are read by %s', async (name) => {
    const { status, body } = await as(north, name).get('/v1/settings')
    expect([status, body.practiceId]).toEqual([200, north.id])
  })

  it('changed by an admin are there at once, and in the ledger', async () => {
    const { headers } = await as(north, 'admin').get('/v1/settings')
    const changed = await as(north, 'admin').put('/v1/settings', form(), from(headers['etag']))
    const version = Number(headers['etag']?.replaceAll('"', '')) + 1
    expect(changed).toMatchObject({ status: 200, headers: { etag: `"${version}"` } })
    expect(changed.body).toEqual({ ...form(), practiceId: north.id, version })
    expect((await as(north, 'ann').get('/v1/settings')).body).toEqual(changed.body)

    const chain = (await as(north, 'cus').get('/v1/ledger')).body
    expect(verifyChain(chain.events, chain)).toEqual([])
    const event = chain.events.at(-1)
    expect(event).toMatchObject({
      type: 'settings_changed',
      actorId: north.memberId('admin'),
      about: { version: String(version) },
    })
    const item = await house.table('RECORDS_TABLE').get({ pk: `P#${north.id}`, sk: 'SETTINGS' })
    expect(commitsTo(event.commitment, String(item?.['nonce']), changed.body)).toBe(true)
  })

  it('from before a practice could choose its retention have the default', async () => {
    const records = house.table('RECORDS_TABLE')
    const item = await records.get({ pk: `P#${north.id}`, sk: 'SETTINGS' })
    const { retention: _chosen, ...older } = Object(item?.['settings'])
    const stored = { ...item, pk: `P#${north.id}`, sk: 'SETTINGS', settings: older }
    await transact(house.db, [{ write: records.put(stored) }])
    const { body } = await as(north, 'ann').get('/v1/settings')
    expect(body.retention).toEqual(defaultRetentionPolicy)
  })

  it('changed twice at once are changed once', async () => {
    const { headers } = await as(north, 'admin').get('/v1/settings')
    const answers = await Promise.all(
      ['One', 'Two'].map((name) =>
        as(north, 'admin').put('/v1/settings', form({ name }), from(headers['etag'])),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })
})

describe('the ledger', () => {
  it.each(['ann', 'sue', 'bill'])('is not shown to %s', async (name) => {
    const { status, body } = await as(north, name).get('/v1/ledger')
    expect([status, body.about]).toEqual([403, ['no role allows it']])
  })

  it('holds a change of settings made while it is read, or not, but is whole', async () => {
    const { headers } = await as(north, 'admin').get('/v1/settings')
    const [chain] = await Promise.all([
      as(north, 'admin').get('/v1/ledger'),
      as(north, 'admin').put('/v1/settings', form({ name: 'Later' }), from(headers['etag'])),
    ])
    expect(verifyChain(chain.body.events, chain.body)).toEqual([])
  })
})

describe('refused, and nothing is stored', () => {
  it.each([
    ['by a clinician', 'ann', form(), 403, 'not_allowed', undefined],
    ['by a supervisor', 'sue', form(), 403, 'not_allowed', undefined],
    ['by a biller', 'bill', form(), 403, 'not_allowed', undefined],
    ['by a custodian', 'cus', form(), 403, 'not_allowed', undefined],
    [
      'with a zone that does not exist',
      'admin',
      form({ zone: 'US/Nowhere' }),
      400,
      'invalid_request',
      '/body/zone',
    ],
    [
      'with an hour that no day has',
      'admin',
      form({ digestHour: 24 }),
      400,
      'invalid_request',
      '/body/digestHour',
    ],
    ['with a wrong NPI', 'admin', form({ npi: '1234567890' }), 400, 'invalid_request', '/body/npi'],
    ['without an address', 'admin', form({ address: [] }), 400, 'invalid_request', '/body/address'],
    [
      'with another practice’s id',
      'admin',
      form({ practiceId: 'x' }),
      400,
      'invalid_request',
      '/body',
    ],
    [
      'that says nothing about retention, so that no choice of before is lost unseen',
      'admin',
      form({ retention: undefined }),
      400,
      'invalid_request',
      '/body/retention',
    ],
    [
      'with a retention of no years',
      'admin',
      form({ retention: { ...form().retention, yearsAfterLastService: 0 } }),
      400,
      'invalid_request',
      '/body/retention/yearsAfterLastService',
    ],
    [
      'with a reminder from before the session’s end',
      'admin',
      form({ lateRule: { dueAfterHours: 2, reminderBeforeHours: 4, supervisorAfterHours: 1 } }),
      400,
      'invalid_request',
      '/body/lateRule/reminderBeforeHours',
    ],
  ])('a change %s', async (_what, name, body, status, type, field) => {
    const { headers } = await as(north, name).get('/v1/settings')
    const answer = await refused(house, () =>
      as(north, name).put('/v1/settings', body, from(headers['etag'])),
    )
    expect(answer).toMatchObject({ status, type })
    if (field) expect(answer.body.errors[0].field).toBe(field)
  })

  it.each([
    ['without If-Match', {}, 428],
    ['from an older version', { 'if-match': '"99"' }, 412],
  ])('a change %s', async (_what, headers, status) => {
    const answer = await refused(house, () =>
      as(north, 'admin').put('/v1/settings', form(), headers),
    )
    expect(answer.status).toBe(status)
  })
})

it('me: who you are, whom you supervise, and where', async () => {
  const { body } = await as(north, 'sue').get('/v1/me')
  expect(body).toMatchObject({
    member: { memberId: north.memberId('sue'), roles: ['supervisor'] },
    supervisees: [],
    practice: { practiceId: north.id },
  })
})
