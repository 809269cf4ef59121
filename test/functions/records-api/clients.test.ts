import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import type { Demographics } from '../../../shared/client/demographics.ts'
import { commitsTo, committedPart } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { type Caller, from, House, once, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { ada, people } from './sketches.ts'

let house: House
let north: Practice
let south: Practice
let as: (name: string, practice?: Practice) => Caller

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  south = await house.practice('south', people)
})

beforeEach(() => {
  const context = house.recordsContext()
  const serve = house.serve(context.findMember, clientEndpoints(context))
  as = (name, practice = north) => serve(practice, name)
})

afterAll(() => house.close())

const open = async (name = 'able', demographics: unknown = ada) => {
  const { body, status, headers } = await as(name).post('/v1/clients', { demographics })
  expect(status).toBe(201)
  return { id: body.clientId as string, etag: headers['etag'] ?? '' }
}

describe('opening a client’s record', () => {
  it('puts who opens it on the care team and gives back what was said, in NFC', async () => {
    const { status, body, headers } = await as('able').post('/v1/clients', {
      demographics: { ...ada, pronouns: '  she/her ', name: { given: 'Zoe\u0301', family: 'Ng' } },
    })
    expect(status).toBe(201)
    expect(headers).toMatchObject({ etag: '"1"', location: `/v1/clients/${body.clientId}` })
    expect(body).toEqual({
      clientId: expect.stringMatching(/^[0-9a-z]{26}$/),
      state: 'active',
      careTeam: [north.memberId('able')],
      barred: [],
      openedAt: house.now(),
      version: 1,
      demographics: { ...ada, pronouns: 'she/her', name: { given: 'Zoé', family: 'Ng' } },
    })
    expect((await as('able').get(`/v1/clients/${body.clientId}`)).body).toEqual(body)
  })

  it('keeps file, key, directory entry, care team’s copy and the first event together', async () => {
    const { id } = await open()
    const found = async (table: Parameters<House['items']>[0]) =>
      (await house.items(table)).filter((item) => JSON.stringify(item).includes(id))
    const pk = `P#${north.id}#C#${id}`
    expect((await found('RECORDS_TABLE')).map(({ sk }) => sk).sort()).toEqual(['CLIENT', 'DEMO'])
    expect(await found('KEYS_TABLE')).toHaveLength(1)
    expect(await found('DIRECTORY_TABLE')).toMatchObject([{ pk: `P#${north.id}#DIR`, sk: id }])
    expect(await found('PROCESS_ACCESS_TABLE')).toMatchObject([
      { pk, sk: 'CARE_TEAM', careTeam: [north.memberId('able')], barred: [], version: 1 },
    ])
    expect((await found('LEDGER_TABLE')).map(({ sk }) => sk).sort()).toEqual([
      'E#0000000001',
      'HEAD',
    ])
  })

  it('commits the ledger to the sealed record, by a nonce that is only in it', async () => {
    const { id } = await open()
    const context = house.recordsContext()
    const item = await context.records.get({ pk: `P#${north.id}#C#${id}`, sk: 'DEMO' })
    const record = (await context.keys.open(`C#${id}`, item?.['sealed'] as Uint8Array, {
      practice: north.id,
      client: id,
      kind: 'demographics',
      id,
      revision: '1',
    })) as { nonce: string }
    const [event] = await context.ledger.events(`P#${north.id}#C#${id}`)
    expect(event).toMatchObject({ type: 'client_opened', actorId: north.memberId('able') })
    expect(commitsTo(event?.commitment ?? '', record.nonce, committedPart(record))).toBe(true)
  })

  it('does it once under one Idempotency-Key, however often, and however cold', async () => {
    const body = { demographics: ada }
    const first = await as('able').post(
      '/v1/clients',
      body,
      once('a key of able'.replaceAll(' ', '-')),
    )
    const before = await house.snapshot()
    const context = house.recordsContext()
    const cold = house.serve(context.findMember, clientEndpoints(context))(north, 'able')
    for (const caller of [as('able'), cold]) {
      const again = await caller.post('/v1/clients', body, once('a-key-of-able'))
      expect(again).toEqual(first)
    }
    expect(await house.snapshot()).toEqual(before)
  })

  it('does it once when the same request comes twice at once', async () => {
    const send = () =>
      as('able').post('/v1/clients', { demographics: ada }, once('at-the-same-time'))
    const [one, two, three] = await Promise.all([send(), send(), send()])
    expect(one.status).toBe(201)
    expect(two).toEqual(one)
    expect(three).toEqual(one)
    const read = await as('able').get(`/v1/clients/${one.body.clientId}`)
    expect(read.body).toEqual(one.body)
  })

  it('refuses another request under the same Idempotency-Key, and stores nothing', async () => {
    await as('able').post('/v1/clients', { demographics: ada }, once('used-before'))
    const other = { demographics: { ...ada, birthDate: '1990-01-01' } }
    expect(
      await refused(house, () => as('able').post('/v1/clients', other, once('used-before'))),
    ).toMatchObject({ status: 422, type: 'idempotency_key_reused' })
  })

  it('answers a repeated request to nobody who may not see the client any more, and notes it', async () => {
    const send = () => as('able').post('/v1/clients', { demographics: ada }, once('before-the-bar'))
    const { body, headers } = await send()
    const path = `/v1/clients/${body.clientId}/care-team`
    const team = { careTeam: [north.memberId('baker')], barred: [north.memberId('able')] }
    const asked = async () =>
      (await house.items('ACCESS_TABLE'))
        .filter(({ clientId }) => clientId === body.clientId)
        .map(({ action, outcome }) => [action, outcome])
    expect((await send()).status).toBe(201)
    expect(await asked()).toEqual([['client.see', 'asked']])
    await as('admin').put(path, team, from(headers['etag']))
    expect(await refused(house, send)).toMatchObject({ status: 403, type: 'not_allowed' })
    expect(await asked()).toContainEqual(['client.see', 'refused'])
  })

  it('takes the same Idempotency-Key of two members for two requests', async () => {
    const send = (name: string) =>
      as(name).post('/v1/clients', { demographics: ada }, once('one-key-two-people'))
    const [able, baker] = await Promise.all([send('able'), send('baker')])
    expect(able.body.clientId).not.toBe(baker.body.clientId)
  })

  it('lets an admin name the care team', async () => {
    const careTeam = [north.memberId('able'), north.memberId('sue')]
    const { status, body } = await as('admin').post('/v1/clients', { demographics: ada, careTeam })
    expect(status).toBe(201)
    expect(body.careTeam).toEqual(careTeam)
  })

  it.each([
    ['a biller', 'bill', {}, 403, 'not_allowed'],
    ['a custodian', 'cora', {}, 403, 'not_allowed'],
    ['an admin who names nobody', 'admin', {}, 400, 'invalid_request'],
    ['a clinician who names a colleague', 'able', { careTeam: ['baker'] }, 403, 'not_allowed'],
    [
      'a care team with somebody who left',
      'admin',
      { careTeam: ['gone'] },
      404,
      'member_not_found',
    ],
  ])(
    'refuses %s, and stores nothing',
    async (_who, name, { careTeam }: { careTeam?: string[] }, status, type) => {
      const body = {
        demographics: ada,
        ...(careTeam && { careTeam: careTeam.map((each) => north.memberId(each)) }),
      }
      expect(await refused(house, () => as(name).post('/v1/clients', body))).toMatchObject({
        status,
        type,
      })
    },
  )

  it.each<[string, Record<string, unknown>, string]>([
    ['no birth date', { birthDate: undefined }, '/body/demographics/birthDate'],
    ['a day that does not exist', { birthDate: '2025-02-29' }, '/body/demographics/birthDate'],
    ['a birth in the future', { birthDate: '2026-01-15' }, '/body/demographics/birthDate'],
    ['a birth in another millennium', { birthDate: '1026-01-15' }, '/body/demographics/birthDate'],
    ['an empty name', { name: { given: '  ', family: 'X' } }, '/body/demographics/name/given'],
    [
      'a name of two lines',
      { name: { given: 'A\nB', family: 'X' } },
      '/body/demographics/name/given',
    ],
    [
      'half of a surrogate pair',
      { name: { given: 'A\ud800', family: 'X' } },
      '/body/demographics/name/given',
    ],
    [
      'a name longer than 80 characters',
      { name: { given: 'x'.repeat(81), family: 'X' } },
      '/body/demographics/name/given',
    ],
    ['a field nobody knows', { shoeSize: 43 }, '/body/demographics'],
    [
      'two primary insurances',
      {
        insurance: [
          { order: 'primary', payer: 'A', memberId: '1' },
          { order: 'primary', payer: 'B', memberId: '2' },
        ],
      },
      '/body/demographics/insurance',
    ],
    [
      'somebody else’s policy without their name',
      {
        insurance: [
          { order: 'primary', payer: 'A', memberId: '1', holder: { relationship: 'parent' } },
        ],
      },
      '/body/demographics/insurance/0/holder/name',
    ],
    [
      'a telephone number with words in it',
      { emergencyContact: { name: 'Bo', relationship: 'friend', phone: 'call me' } },
      '/body/demographics/emergencyContact/phone',
    ],
  ])('refuses %s, names the field, and stores nothing', async (_what, change, field) => {
    const { status, type, body } = await refused(house, () =>
      as('able').post('/v1/clients', { demographics: { ...ada, ...change } }),
    )
    expect({ status, type }).toEqual({ status: 400, type: 'invalid_request' })
    expect(body).toMatchObject({ errors: [{ field }] })
  })
})

describe('reading a client’s record', () => {
  it.each([
    ['able', 200],
    ['sue', 200],
    ['baker', 403],
    ['admin', 200],
    ['bill', 200],
    ['cora', 200],
  ])('answers %s with %i', async (name, status) => {
    const { id } = await open()
    expect((await as(name).get(`/v1/clients/${id}`)).status).toBe(status)
  })

  it('leaves an access entry, and a second one when it was refused', async () => {
    const { id } = await open()
    await as('able').get(`/v1/clients/${id}`)
    await as('baker').get(`/v1/clients/${id}`)
    const entries = (await house.items('ACCESS_TABLE')).filter(({ clientId }) => clientId === id)
    expect(
      entries.map(({ memberId, action, outcome }) => ({ memberId, action, outcome })).sort(byText),
    ).toEqual(
      [
        { memberId: north.memberId('able'), action: 'client.see', outcome: 'asked' },
        { memberId: north.memberId('baker'), action: 'client.see', outcome: 'asked' },
        { memberId: north.memberId('baker'), action: 'client.see', outcome: 'refused' },
      ].sort(byText),
    )
  })

  it('knows no client of another practice, even to its admin', async () => {
    const { id } = await open()
    expect(await refused(house, () => as('admin', south).get(`/v1/clients/${id}`))).toMatchObject({
      status: 404,
      type: 'client_not_found',
    })
  })

  it('is one step: everything it needs is asked for at once', async () => {
    const { id } = await open()
    const caller = as('able')
    await caller.get(`/v1/clients/${id}`)
    house.services.calls.length = 0
    await caller.get(`/v1/clients/${id}`)
    expect(house.services.calls.map(({ operation }) => operation).sort()).toEqual([
      'GetItem',
      'GetItem',
      'PutItem',
    ])
  })
})

describe('changing who a client is', () => {
  it('replaces the demographics, moves the version and finds them by the new name', async () => {
    const { id, etag } = await open()
    const demographics: Demographics = {
      name: { given: 'Ada', family: 'Byron' },
      birthDate: '1988-02-29',
    }
    const changed = await as('able').put(`/v1/clients/${id}`, { demographics }, from(etag))
    expect(changed).toMatchObject({ status: 200, body: { demographics, version: 2 } })
    expect(changed.headers['etag']).toBe('"2"')
    const read = await as('able').get(`/v1/clients/${id}`)
    expect(read.body).toEqual(changed.body)
    const { body } = await as('able').get('/v1/clients?name=byron')
    expect(body.clients).toMatchObject([{ clientId: id, name: demographics.name }])
  })

  it('keeps count of drafts that were opened meanwhile', async () => {
    const { id, etag } = await open()
    const { records, clients } = house.recordsContext()
    const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb')
    await house.db.send(
      new UpdateItemCommand({
        TableName: records.name,
        Key: { pk: { S: `P#${north.id}#C#${id}` }, sk: { S: 'CLIENT' } },
        UpdateExpression: 'ADD openDrafts :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    )
    await as('able').put(`/v1/clients/${id}`, { demographics: ada }, from(etag))
    expect(await clients.find(north.id, id)).toMatchObject({ openDrafts: 1, version: 2 })
  })

  it('closes a record when told so', async () => {
    const { id, etag } = await open()
    const body = { demographics: ada, state: 'closed' }
    const { status } = await as('able').put(`/v1/clients/${id}`, body, from(etag))
    expect(status).toBe(200)
    const { body: closed } = await as('able').get('/v1/clients?state=closed')
    expect(closed.clients.map((each: { clientId: string }) => each.clientId)).toContain(id)
  })

  it('of two changes from one version, takes one', async () => {
    const { id, etag } = await open()
    const change = (family: string) =>
      as('able').put(
        `/v1/clients/${id}`,
        { demographics: { ...ada, name: { given: 'A', family } } },
        from(etag),
      )
    const answers = await Promise.all(['B', 'C', 'D'].map(change))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  it.each([
    ['a stale version', 'able', '"7"', 412, 'stale_revision'],
    ['no If-Match', 'able', undefined, 428, 'if_match_required'],
    ['an If-Match that is no ETag', 'able', 'W/"1"', 400, 'invalid_request'],
    ['a colleague', 'baker', '"1"', 403, 'not_allowed'],
    ['a biller', 'bill', '"1"', 403, 'not_allowed'],
  ])('refuses %s, and stores nothing', async (_who, name, etag, status, type) => {
    const { id } = await open()
    const body = { demographics: { ...ada, pronouns: 'they' } }
    const headers = etag === undefined ? {} : from(etag)
    expect(
      await refused(house, () => as(name).put(`/v1/clients/${id}`, body, headers)),
    ).toMatchObject({
      status,
      type,
    })
  })

  it.each<[string, object, string]>([
    ['a name left out', { demographics: { birthDate: '1988-02-29' } }, '/body/demographics/name'],
    [
      'a birth in the future',
      { demographics: { ...ada, birthDate: '2031-01-01' } },
      '/body/demographics/birthDate',
    ],
    ['a state that is none', { demographics: ada, state: 'deleted' }, '/body/state'],
    ['a care team in the wrong place', { demographics: ada, careTeam: [] }, '/body'],
  ])('refuses %s, names the field, and stores nothing', async (_what, body, field) => {
    const { id, etag } = await open()
    const answer = await refused(house, () => as('able').put(`/v1/clients/${id}`, body, from(etag)))
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } })
  })
})

describe('the care team', () => {
  const changeTeam = (
    id: string,
    etag: string,
    names: { careTeam: string[]; barred?: string[] },
    by = 'admin',
  ) =>
    as(by).put(
      `/v1/clients/${id}/care-team`,
      {
        careTeam: names.careTeam.map((each) => north.memberId(each)),
        barred: (names.barred ?? []).map((each) => north.memberId(each)),
      },
      from(etag),
    )

  it('lets those on it see the client from then on, in the directory too', async () => {
    const { id, etag } = await open('baker')
    const seen = async () => {
      const { body } = await as('able').get('/v1/clients?order=newest&limit=200')
      return body.clients.some(({ clientId }: { clientId: string }) => clientId === id)
    }
    expect(await seen()).toBe(false)
    const changed = await changeTeam(id, etag, { careTeam: ['able', 'baker'] })
    expect(changed).toMatchObject({ status: 200, body: { version: 2, barred: [] } })
    expect(await seen()).toBe(true)
    expect((await as('able').get(`/v1/clients/${id}`)).headers['etag']).toBe('"2"')
  })

  it('keeps a barred member out, whatever their role', async () => {
    const { id, etag } = await open()
    await changeTeam(id, etag, { careTeam: ['able'], barred: ['cora', 'sue'] })
    for (const name of ['cora', 'sue'])
      expect(await refused(house, () => as(name).get(`/v1/clients/${id}`))).toMatchObject({
        status: 403,
        body: { about: ['barred from this record'] },
      })
    const { body } = await as('cora').get('/v1/clients?order=newest&limit=200')
    expect(body.clients.map((each: { clientId: string }) => each.clientId)).not.toContain(id)
  })

  it('is copied for process notes, and told to the ledger by ids', async () => {
    const { id, etag } = await open()
    await changeTeam(id, etag, { careTeam: ['baker'], barred: ['cora'] })
    const [copy] = (await house.items('PROCESS_ACCESS_TABLE')).filter(
      ({ pk }) => pk === `P#${north.id}#C#${id}`,
    )
    expect(copy).toMatchObject({
      careTeam: [north.memberId('baker')],
      barred: [north.memberId('cora')],
      version: 2,
    })
    const [, event] = await house.recordsContext().ledger.events(`P#${north.id}#C#${id}`)
    expect(event).toMatchObject({
      type: 'care_team_changed',
      about: {
        version: '2',
        added1: north.memberId('baker'),
        removed1: north.memberId('able'),
        barred1: north.memberId('cora'),
      },
    })
  })

  it.each([
    ['a clinician on the team', 'able', { careTeam: ['able', 'baker'] }, 403, 'not_allowed'],
    ['nobody at all', 'admin', { careTeam: [] }, 400, 'invalid_request'],
    ['somebody twice', 'admin', { careTeam: ['able', 'able'] }, 400, 'invalid_request'],
    [
      'somebody who is barred too',
      'admin',
      { careTeam: ['able'], barred: ['able'] },
      400,
      'invalid_request',
    ],
    ['somebody who left', 'admin', { careTeam: ['able', 'gone'] }, 404, 'member_not_found'],
  ])('refuses %s, and stores nothing', async (_what, by, names, status, type) => {
    const { id, etag } = await open()
    expect(await refused(house, () => changeTeam(id, etag, names, by))).toMatchObject({
      status,
      type,
    })
  })
})

describe('the ledger’s export', () => {
  it('verifies as a whole, and not with an event changed', async () => {
    const { id, etag } = await open()
    await as('able').put(`/v1/clients/${id}`, { demographics: ada }, from(etag))
    const { status, body } = await as('cora').get(`/v1/clients/${id}/ledger`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      form: 'noteseal/chain/1',
      exportedAt: house.now(),
      head: { seq: 2 },
    })
    expect(verifyChain(body.events, { chain: body.chain, head: body.head })).toEqual([])
    body.events[0].actorId = north.memberId('baker')
    expect(verifyChain(body.events, { chain: body.chain, head: body.head })).toMatchObject([
      { kind: 'changed', seq: 1 },
    ])
  })

  it('is whole however long the chain has become', async () => {
    const { id } = await open()
    const chain = `P#${north.id}#C#${id}`
    const { ledger } = house.recordsContext()
    const event = {
      chain,
      type: 'session_planned' as const,
      actorId: north.memberId('able'),
      at: house.now(),
      about: {},
    }
    for (let i = 0; i < 520; i++)
      await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [])
    const { body } = await as('cora').get(`/v1/clients/${id}/ledger`)
    expect(body.events).toHaveLength(521)
    expect(verifyChain(body.events, { chain, head: body.head })).toEqual([])
  })

  it.each([
    ['admin', 403],
    ['bill', 403],
    ['baker', 403],
    ['able', 200],
    ['sue', 200],
  ])('answers %s with %i', async (name, status) => {
    const { id } = await open()
    expect((await as(name).get(`/v1/clients/${id}/ledger`)).status).toBe(status)
  })
})

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
