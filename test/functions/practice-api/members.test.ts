import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportChain } from '../../../shared/aws/export-chain.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { cardKey } from '../../../shared/aws/member-directory.ts'
import { newId } from '../../../shared/id.ts'
import { commitsTo } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, House, once, type Practice } from '../harness.ts'
import { type Answer, ISSUER } from '../http-call.ts'
import { refused } from '../refused.ts'
import { practiceCallers } from './practice-callers.ts'

let house: House
let as: ReturnType<typeof practiceCallers>
let practices = 0

beforeAll(async () => {
  house = await House.start()
  as = practiceCallers(house)
})
afterAll(() => house.close())

/** Each test has a practice of its own, so that none waits for another. */
const practice = (sketches: Parameters<House['practice']>[1] = { ann: {} }) =>
  house.practice(`practice-${++practices}`, sketches)

const newcomer = (more: Record<string, unknown> = {}) => ({
  name: 'Nia Newcomer',
  credentials: 'LCSW',
  roles: ['clinician'],
  licence: { number: 'LC1', state: 'ME', type: 'Social worker' },
  npi: '1234567893',
  email: 'nia@example.org',
  subject: `nia-${newId()}`,
  ...more,
})

const card = async (subject: string, table: 'RECORDS_TABLE' | 'PROCESS_ACCESS_TABLE') => {
  const item = await house.table(table).get(cardKey(ISSUER, subject))
  return item?.['card'] as { supervisees: string[]; state: string; practiceId: string } | undefined
}

const events = async ({ id }: Practice) =>
  (await exportChain(new LedgerTable(house.db, 'LEDGER_TABLE'), `P#${id}`, house.now())).events

async function expectChainWhole({ id }: Practice) {
  const ledger = new LedgerTable(house.db, 'LEDGER_TABLE')
  const chain = await exportChain(ledger, `P#${id}`, house.now())
  expect(verifyChain(chain.events, chain)).toEqual([])
}

describe('adding a member', () => {
  it('lets them in at once, also to where process notes are', async () => {
    const north = await practice()
    const body = newcomer()
    const added = await as(north, 'admin').post('/v1/members', body)
    expect(added).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/v1/members/${added.body.memberId}` },
      body: { ...body, state: 'active', version: 1 },
    })
    for (const table of ['RECORDS_TABLE', 'PROCESS_ACCESS_TABLE'] as const)
      expect(await card(body.subject, table)).toMatchObject({
        memberId: added.body.memberId,
        practiceId: north.id,
        supervisees: [],
      })
  })

  it('is an event of the ledger that commits to who they are', async () => {
    const north = await practice()
    const { body } = await as(north, 'admin').post('/v1/members', newcomer())
    const event = (await events(north)).at(-1)
    expect(event).toMatchObject({
      type: 'member_added',
      actorId: north.memberId('admin'),
      about: { memberId: body.memberId, roles: 'clinician', state: 'active', version: '1' },
    })
    const item = await house
      .table('RECORDS_TABLE')
      .get({ pk: `P#${north.id}`, sk: `M#${body.memberId}` })
    expect(commitsTo(event?.commitment ?? '', String(item?.['nonce']), body)).toBe(true)
    expect(JSON.stringify(event)).not.toContain('Newcomer')
    await expectChainWhole(north)
  })

  it('under the same Idempotency-Key happens once', async () => {
    const north = await practice()
    const body = newcomer()
    const first = await as(north, 'admin').post('/v1/members', body, once('add-nia-1'))
    const before = await house.snapshot()
    const second = await as(north, 'admin').post('/v1/members', body, once('add-nia-1'))
    expect([second.status, second.body]).toEqual([201, first.body])
    expect(await house.snapshot()).toEqual(before)
  })

  it('under the same Idempotency-Key, twice at once, happens once', async () => {
    const north = await practice()
    const body = newcomer()
    const both = await Promise.all(
      [1, 2].map(() => as(north, 'admin').post('/v1/members', body, once('add-nia-2'))),
    )
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(both[0]?.body).toEqual(both[1]?.body)
    expect(await events(north)).toHaveLength(2)
  })
})

describe('supervision', () => {
  it('puts the supervised onto the supervisor’s card, and takes them off again', async () => {
    const north = await practice({ sue: { roles: ['supervisor'] }, sam: { roles: ['supervisor'] } })
    const body = newcomer({ supervisorId: north.memberId('sue') })
    const added = await as(north, 'admin').post('/v1/members', body)
    const supervised = async (name: string) => [
      (await card(north.subject(name), 'RECORDS_TABLE'))?.supervisees,
      (await card(north.subject(name), 'PROCESS_ACCESS_TABLE'))?.supervisees,
    ]
    const { memberId } = added.body
    expect(await supervised('sue')).toEqual([[memberId], [memberId]])

    const moved = { ...body, supervisorId: north.memberId('sam'), state: 'active' }
    const path = `/v1/members/${memberId}`
    const changed = await as(north, 'admin').put(path, moved, from(added.headers['etag']))
    expect(changed.status).toBe(200)
    expect(await supervised('sue')).toEqual([[], []])
    expect(await supervised('sam')).toEqual([[memberId], [memberId]])
    await expectChainWhole(north)
  })

  it('of two made at once holds for both', async () => {
    const north = await practice({ sue: { roles: ['supervisor'] } })
    const supervisorId = north.memberId('sue')
    const added = await Promise.all(
      [1, 2, 3].map(() => as(north, 'admin').post('/v1/members', newcomer({ supervisorId }))),
    )
    expect(added.map(({ status }) => status)).toEqual([201, 201, 201])
    const supervisees = (await card(north.subject('sue'), 'RECORDS_TABLE'))?.supervisees
    expect(supervisees).toEqual(added.map(({ body }) => body.memberId).sort())
    await expectChainWhole(north)
  })

  it('never goes round in a circle, not even by two changes at once', async () => {
    const north = await practice({ sue: { roles: ['supervisor'] }, sam: { roles: ['supervisor'] } })
    const change = async (name: string, supervisor: string) => {
      const { body, headers } = await as(north, 'admin').get(`/v1/members/${north.memberId(name)}`)
      const { memberId: _m, version: _v, ...form } = body
      const supervisorId = north.memberId(supervisor)
      return {
        path: `/v1/members/${north.memberId(name)}`,
        form: { ...form, supervisorId },
        headers,
      }
    }
    const changes = [await change('sue', 'sam'), await change('sam', 'sue')]
    const answers = await Promise.all(
      changes.map(({ path, form, headers }) =>
        as(north, 'admin').put(path, form, from(headers['etag'])),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  })
})

describe('a member who leaves', () => {
  it('is refused within 60 seconds, by functions that know them already', async () => {
    const north = await practice({ lee: {} })
    const lee = as(north, 'lee')
    const { headers, body } = await as(north, 'admin').get(`/v1/members/${north.memberId('lee')}`)
    expect((await lee.get('/v1/me')).status).toBe(200)
    const { memberId, version: _v, ...form } = body
    const path = `/v1/members/${memberId}`
    const left = await as(north, 'admin').put(
      path,
      { ...form, state: 'left' },
      from(headers['etag']),
    )
    expect(left.body).toMatchObject({ state: 'left', version: 2 })

    house.advance(60_000)
    const refused = await lee.get('/v1/me')
    expect([refused.status, refused.body.type]).toEqual([
      403,
      'https://noteseal.dev/problems/member_inactive',
    ])
    for (const table of ['RECORDS_TABLE', 'PROCESS_ACCESS_TABLE'] as const)
      expect((await card(north.subject('lee'), table))?.state).toBe('left')
  })

  it('may come back', async () => {
    const north = await practice({ lee: { state: 'left' } })
    expect((await as(north, 'lee').get('/v1/me')).status).toBe(403)
    const { headers, body } = await as(north, 'admin').get(`/v1/members/${north.memberId('lee')}`)
    const { memberId, version: _v, ...form } = body
    const path = `/v1/members/${memberId}`
    await as(north, 'admin').put(path, { ...form, state: 'active' }, from(headers['etag']))
    house.advance(60_000)
    expect((await as(north, 'lee').get('/v1/me')).status).toBe(200)
  })

  it('is not the last admin, not even when two leave at once', async () => {
    const north = await practice({ bea: { roles: ['admin'] } })
    const leave = async (name: string) => {
      const path = `/v1/members/${north.memberId(name)}`
      const { headers, body } = await as(north, 'admin').get(path)
      const { memberId: _m, version: _v, ...form } = body
      return () => as(north, 'admin').put(path, { ...form, state: 'left' }, from(headers['etag']))
    }
    const both = [await leave('admin'), await leave('bea')]
    const answers = await Promise.all(both.map((go) => go()))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe('another account', () => {
  it('lets in by the new one alone', async () => {
    const north = await practice({ lee: {} })
    const path = `/v1/members/${north.memberId('lee')}`
    const { headers, body } = await as(north, 'admin').get(path)
    const { memberId: _m, version: _v, ...form } = body
    const subject = `${north.name}/new-lee`
    const changed = await as(north, 'admin').put(path, { ...form, subject }, from(headers['etag']))
    expect(changed.status).toBe(200)
    expect((await as(north, 'new-lee').get('/v1/me')).body.member.memberId).toBe(
      north.memberId('lee'),
    )
    const old = await as(north, 'lee').get('/v1/me')
    expect([old.status, old.body.type]).toEqual([403, 'https://noteseal.dev/problems/not_a_member'])
    expect(await card(north.subject('lee'), 'PROCESS_ACCESS_TABLE')).toBeUndefined()
  })
})

describe('reading members', () => {
  it('gives everybody the list by name, and accounts to admins and oneself alone', async () => {
    const north = await practice({ zoe: { name: 'Zoe' }, abe: { name: 'Abe' } })
    const seen = (await as(north, 'zoe').get('/v1/members')).body.members
    expect(seen.map(({ name }: { name: string }) => name)).toEqual(['Abe', 'Ada Admin', 'Zoe'])
    expect(seen.map(({ subject }: { subject?: string }) => subject)).toEqual([
      undefined,
      undefined,
      north.subject('zoe'),
    ])
    const all = (await as(north, 'admin').get('/v1/members')).body.members
    expect(all.every(({ subject }: { subject?: string }) => subject !== undefined)).toBe(true)
  })
})

describe('refused, and nothing is stored', () => {
  let north: Practice
  let south: Practice
  beforeAll(async () => {
    north = await practice({
      sue: { roles: ['supervisor', 'clinician'] },
      ian: { supervisor: 'sue' },
      bill: { roles: ['biller'] },
      cus: { roles: ['custodian'] },
    })
    south = await practice({ dee: {} })
  })

  async function expectRefused(ask: () => Promise<Answer>, status: number, type: string) {
    const answer = await refused(house, ask)
    expect(answer).toMatchObject({ status, type })
    return answer
  }

  it.each(['sue', 'ian', 'bill', 'cus'])('a new member, by %s, who is no admin', async (name) => {
    await expectRefused(() => as(north, name).post('/v1/members', newcomer()), 403, 'not_allowed')
  })

  it.each([
    ['an NPI with a wrong check digit', { npi: '1234567890' }, '/body/npi', /check digit/],
    ['no role', { roles: [] }, '/body/roles', /at least 1/],
    ['a role twice', { roles: ['admin', 'admin'] }, '/body/roles', /twice/],
    ['a role that is none', { roles: ['owner'] }, '/body/roles/0', /must be one of/],
    [
      'a licence of no state',
      { licence: { number: '1', state: 'Maine', type: 'x' } },
      '/body/licence/state',
      /two-letter/,
    ],
    ['a zone that does not exist', { zone: 'Mars/Base' }, '/body/zone', /time zone/],
    ['no e-mail address', { email: 'nia' }, '/body/email', /email/],
    ['an account of half a sign', { subject: 'nia\ud83d' }, '/body/subject', /surrogate/],
    ['a name with a line break', { name: 'Nia\nBcc: x' }, '/body/name', /line break/],
    ['a field that is not known', { salary: 1 }, '/body', /not known/],
    ['a supervisor from elsewhere', { supervisorId: newId() }, '/body/supervisorId', /supervisor/],
    ['a supervisor who is none', { supervisorId: 'ian' }, '/body/supervisorId', /supervisor/],
  ])('a new member with %s', async (_what, more, field, rule) => {
    const named =
      'supervisorId' in more && more.supervisorId === 'ian'
        ? { supervisorId: north.memberId('ian') }
        : more
    const answer = await expectRefused(
      () => as(north, 'admin').post('/v1/members', newcomer(named)),
      400,
      'invalid_request',
    )
    expect(answer.body).toMatchObject({ errors: [{ field, rule: expect.stringMatching(rule) }] })
  })

  it('a new member with somebody’s account, of this practice or another', async () => {
    for (const subject of [north.subject('ian'), south.subject('dee')])
      await expectRefused(
        () => as(north, 'admin').post('/v1/members', newcomer({ subject })),
        409,
        'account_in_use',
      )
  })

  it('something else under the same Idempotency-Key', async () => {
    await as(north, 'admin').post('/v1/members', newcomer({ name: 'One' }), once('same-key'))
    await expectRefused(
      () => as(north, 'admin').post('/v1/members', newcomer({ name: 'Two' }), once('same-key')),
      422,
      'idempotency_key_reused',
    )
  })

  it('a member of another practice, read or changed', async () => {
    const path = `/v1/members/${south.memberId('dee')}`
    const { body } = await as(south, 'admin').get(path)
    const { memberId: _m, version: _v, ...form } = body
    await expectRefused(() => as(north, 'admin').get(path), 404, 'member_not_found')
    await expectRefused(
      () => as(north, 'admin').put(path, form, from('"1"')),
      404,
      'member_not_found',
    )
  })

  it.each([
    ['without If-Match', undefined, 428, 'if_match_required'],
    ['from an older version', '"7"', 412, 'stale_revision'],
    ['from what is no version', 'W/"1"', 400, 'invalid_request'],
  ])('a change %s', async (_what, ifMatch, status, type) => {
    const path = `/v1/members/${north.memberId('ian')}`
    const { body } = await as(north, 'admin').get(path)
    const { memberId: _m, version: _v, ...form } = body
    await expectRefused(
      () => as(north, 'admin').put(path, form, ifMatch === undefined ? {} : from(ifMatch)),
      status,
      type,
    )
  })

  it.each([
    ['of oneself by somebody who is no admin', 'ian', { roles: ['admin'] }, 403, 'not_allowed'],
    [
      'that takes the role from who supervises',
      'sue',
      { roles: ['clinician'] },
      409,
      'still_supervises',
    ],
    ['that lets the last admin leave', 'admin', { state: 'left' }, 409, 'last_admin'],
    ['that takes the last admin’s role', 'admin', { roles: ['biller'] }, 409, 'last_admin'],
  ])('a change %s', async (_what, name, change, status, type) => {
    const path = `/v1/members/${north.memberId(name)}`
    const { body, headers } = await as(north, 'admin').get(path)
    const { memberId: _m, version: _v, ...form } = body
    const caller = status === 403 ? name : 'admin'
    await expectRefused(
      () => as(north, caller).put(path, { ...form, ...change }, from(headers['etag'])),
      status,
      type,
    )
  })

  it('somebody whose account belongs to no practice', async () => {
    await expectRefused(() => as(north, 'stranger').get('/v1/me'), 403, 'not_a_member')
  })

  it('logs no word of it', () => {
    const logged = house.logged.join('\n')
    for (const word of ['Nia', 'Newcomer', '1234567890', 'example.org', 'Mars', 'Bcc'])
      expect(logged).not.toContain(word)
    expect(logged).toContain('invalid_request')
  })
})
