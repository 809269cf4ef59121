import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { commitsTo, committedPart } from '../../../shared/ledger/commitment.ts'
import { noteObligationId } from '../../../shared/obligation/note-owed.ts'
import { type Caller, from, House, MORNING, once, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { ada, hour, people } from './sketches.ts'

let house: House
let north: Practice
let south: Practice
let as: (name: string, practice?: Practice) => Caller
let clientId: string

const { start: _start, end: _end, ...coding } = hour

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  south = await house.practice('south', people)
})

beforeEach(async () => {
  house.travelTo(MORNING)
  const context = house.recordsContext()
  const serve = house.serve(context.findMember, [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
  ])
  as = (name, practice = north) => serve(practice, name)
  const { body } = await as('able').post('/v1/clients', { demographics: ada })
  clientId = body.clientId
})

afterAll(() => house.close())

const plan = async (change: object = {}) => {
  const { status, body, headers } = await as('able').post(`/v1/clients/${clientId}/sessions`, {
    ...hour,
    ...change,
  })
  expect(status).toBe(201)
  return { id: body.sessionId as string, etag: headers['etag'] ?? '', body }
}

const owed = (sessionId: string) =>
  house.recordsContext().obligations.find(north.id, clientId, noteObligationId(sessionId))

const obligationItem = async (sessionId: string) =>
  (await house.items('RECORDS_TABLE')).find(({ sk }) => sk === `O#${noteObligationId(sessionId)}`)

describe('planning a session', () => {
  it('answers with all of it and with the note it owes, due 24 hours after its end', async () => {
    const { id, etag, body } = await plan()
    expect(etag).toBe('"1"')
    expect(body).toEqual({
      status: 'planned',
      sessionId: expect.stringMatching(new RegExp(`^${clientId}\\.[0-9a-z]{26}$`)),
      clientId,
      memberId: north.memberId('able'),
      plannedStart: hour.start,
      plannedEnd: hour.end,
      coding,
      version: 1,
      obligation: {
        obligationId: noteObligationId(id),
        dueAt: '2026-01-15T16:53:00.000Z',
        level: 'none',
        state: 'open',
      },
    })
    const read = await as('able').get(`/v1/sessions/${id}`)
    expect(read.body).toEqual(body)
    expect(read.headers['etag']).toBe('"1"')
  })

  it('puts the note among what the clinician owes and before the sweep, whoever marks it or not', async () => {
    const { id } = await plan()
    expect(await obligationItem(id)).toMatchObject({
      kind: 'note',
      state: 'open',
      level: 'none',
      supervisorId: north.memberId('sue'),
      workOwner: `P#${north.id}#M#${north.memberId('able')}`,
      workAt: '2026-01-15T16:53:00.000Z',
      dueShard: expect.stringMatching(/^DUE#[0-3]$/),
      flagAt: '2026-01-15T12:53:00.000Z',
    })
  })

  it('keeps codes, diagnoses and participants sealed, and times and state open', async () => {
    const { id } = await plan()
    const item = (await house.items('RECORDS_TABLE')).find(
      ({ sessionId, sk }) => sessionId === id && String(sk).startsWith('SES#'),
    )
    const { sealed, ...open } = item ?? {}
    expect(sealed).toEqual(expect.any(String))
    expect(open).toMatchObject({ status: 'planned', plannedStart: hour.start, version: 1 })
    expect(JSON.stringify(open)).not.toMatch(/90837|F41|in person|participants/)
  })

  it('commits the ledger to what was sealed', async () => {
    const { id } = await plan()
    const { keys, ledger, records } = house.recordsContext()
    const chain = `P#${north.id}#C#${clientId}`
    const item = await records.get({ pk: chain, sk: `SES#${id.split('.')[1]}` })
    const record = (await keys.open(`C#${clientId}`, item?.['sealed'] as Uint8Array, {
      practice: north.id,
      client: clientId,
      kind: 'session',
      id,
      revision: '1',
    })) as { nonce: string }
    const event = (await ledger.events(chain)).at(-1)
    expect(event).toMatchObject({
      type: 'session_planned',
      about: { sessionId: id, memberId: north.memberId('able'), version: '1' },
    })
    expect(commitsTo(event?.commitment ?? '', record.nonce, committedPart(record))).toBe(true)
  })

  it('takes times with any offset and answers in UTC', async () => {
    const { body } = await plan({
      start: '2026-01-14T11:00:00-05:00',
      end: '2026-01-14T11:53:00.000-05:00',
    })
    expect(body).toMatchObject({ plannedStart: hour.start, plannedEnd: hour.end })
  })

  it('gives a night on which clocks change the hours it has', async () => {
    // 1:30 AM EST to 3:30 AM EDT: one hour, on the night when New York has no 2:30.
    const { body } = await plan({
      start: '2026-03-08T01:30:00-05:00',
      end: '2026-03-08T03:30:00-04:00',
    })
    expect(Date.parse(body.plannedEnd) - Date.parse(body.plannedStart)).toBe(3_600_000)
    expect(body.obligation.dueAt).toBe('2026-03-09T07:30:00.000Z')
  })

  it('follows the practice’s own rule', async () => {
    const quick = await house.practice('quick', people, {
      lateRule: { dueAfterHours: 2.5, reminderBeforeHours: 1, supervisorAfterHours: 8 },
    })
    const { body: client } = await as('able', quick).post('/v1/clients', { demographics: ada })
    const { body } = await as('able', quick).post(`/v1/clients/${client.clientId}/sessions`, hour)
    expect(body.obligation.dueAt).toBe('2026-01-14T19:23:00.000Z')
  })

  it('lets a supervisor plan for a supervised clinician, who then owes the note', async () => {
    const { status, body } = await as('sue').post(`/v1/clients/${clientId}/sessions`, {
      ...hour,
      memberId: north.memberId('able'),
    })
    expect({ status, memberId: body.memberId }).toEqual({
      status: 201,
      memberId: north.memberId('able'),
    })
  })

  it('plans one session under one Idempotency-Key, however often and at once', async () => {
    const path = `/v1/clients/${clientId}/sessions`
    const send = () => as('able').post(path, hour, once('same-hour-again'))
    const [first, second] = await Promise.all([send(), send()])
    expect(first.status).toBe(201)
    expect(second).toEqual(first)
    const before = await house.snapshot()
    expect(await send()).toEqual(first)
    expect(await house.snapshot()).toEqual(before)
    expect(
      await refused(house, () =>
        as('able').post(path, { ...hour, placeOfService: '10' }, once('same-hour-again')),
      ),
    ).toMatchObject({ status: 422, type: 'idempotency_key_reused' })
  })

  it.each<[string, object, string]>([
    ['an end before the start', { end: '2026-01-14T15:59:00Z' }, '/body/end'],
    ['no duration', { end: hour.start }, '/body/end'],
    ['more than 24 hours', { end: '2026-01-15T16:00:01Z' }, '/body/end'],
    [
      'a year typed wrong',
      { start: '2206-01-14T16:00:00Z', end: '2206-01-14T17:00:00Z' },
      '/body/start',
    ],
    [
      'a year long past',
      { start: '1206-01-14T16:00:00Z', end: '1206-01-14T17:00:00Z' },
      '/body/start',
    ],
    ['a time without offset', { start: '2026-01-14T16:00:00' }, '/body/start'],
    ['a CPT code of four digits', { services: [{ cpt: '9083' }] }, '/body/services/0/cpt'],
    ['a CPT code with a small letter', { services: [{ cpt: '0591t' }] }, '/body/services/0/cpt'],
    [
      'a CPT code that begins with a letter',
      { services: [{ cpt: 'H0004' }] },
      '/body/services/0/cpt',
    ],
    ['a CPT code twice', { services: [{ cpt: '90837' }, { cpt: '90837' }] }, '/body/services'],
    [
      'five modifiers',
      { services: [{ cpt: '90837', modifiers: ['95', '93', 'GT', 'U1', 'U2'] }] },
      '/body/services/0/modifiers',
    ],
    [
      'a modifier of one sign',
      { services: [{ cpt: '90837', modifiers: ['9'] }] },
      '/body/services/0/modifiers/0',
    ],
    ['half a unit', { services: [{ cpt: '90837', units: 0.5 }] }, '/body/services/0/units'],
    [
      'an ICD-10-CM code without its dot',
      { diagnoses: [{ code: 'F411' }] },
      '/body/diagnoses/0/code',
    ],
    [
      'an ICD-10-CM code with its dot in the wrong place',
      { diagnoses: [{ code: 'F4.11' }] },
      '/body/diagnoses/0/code',
    ],
    [
      'an ICD-10-CM code of five after the dot',
      { diagnoses: [{ code: 'S06.0X1AB' }] },
      '/body/diagnoses/0/code',
    ],
    ['a diagnosis in words', { diagnoses: [{ code: 'anxiety' }] }, '/body/diagnoses/0/code'],
    ['a diagnosis twice', { diagnoses: [{ code: 'F41.1' }, { code: 'F41.1' }] }, '/body/diagnoses'],
    ['a place that CMS does not know', { placeOfService: '98' }, '/body/placeOfService'],
    ['nobody taking part', { participants: [] }, '/body/participants'],
    ['a participant by name', { participants: ['client', 'Aunt Mary'] }, '/body/participants/1'],
    ['a modality nobody knows', { modality: 'telepathy' }, '/body/modality'],
    ['a field nobody knows', { colour: 'blue' }, '/body'],
  ])('refuses %s, names the field, and stores nothing', async (_what, change, field) => {
    const { status, type, body } = await refused(house, () =>
      as('able').post(`/v1/clients/${clientId}/sessions`, { ...hour, ...change }),
    )
    expect({ status, type }).toEqual({ status: 400, type: 'invalid_request' })
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field])
  })

  it.each([['F41.1', 'Z91.19', 'S06.0X1A', 'U07.1', 'C4A.9', 'F32']])(
    'takes diagnoses such as %s, %s, %s, %s, %s, %s',
    async (...codes) => {
      const { body } = await plan({ diagnoses: codes.map((code) => ({ code })) })
      expect(body.coding.diagnoses).toEqual(codes.map((code) => ({ code })))
    },
  )

  it('takes codes of four digits and a letter, with modifiers, in the order they were given', async () => {
    const services = [
      { cpt: '90832', modifiers: ['95', 'U1'], units: 1 },
      { cpt: '0591T', modifiers: [], units: 2 },
    ]
    const { body } = await plan({ services })
    expect(body.coding.services).toEqual(services)
  })

  it.each([
    ['a colleague', 'baker', {}, 403, 'not_allowed'],
    ['a biller', 'bill', {}, 403, 'not_allowed'],
    ['a custodian', 'cora', {}, 403, 'not_allowed'],
    ['an admin who says nobody', 'admin', {}, 400, 'invalid_request'],
    ['a holder off the care team', 'able', { memberId: 'baker' }, 400, 'invalid_request'],
    ['a holder who is no clinician', 'able', { memberId: 'bill' }, 400, 'invalid_request'],
    ['a holder who left', 'able', { memberId: 'gone' }, 404, 'member_not_found'],
  ])(
    'refuses %s, and stores nothing',
    async (_who, name, { memberId }: { memberId?: string }, status, type) => {
      const body = { ...hour, ...(memberId && { memberId: north.memberId(memberId) }) }
      expect(
        await refused(house, () => as(name).post(`/v1/clients/${clientId}/sessions`, body)),
      ).toMatchObject({ status, type })
    },
  )

  it('refuses a client of another practice, and stores nothing', async () => {
    expect(
      await refused(house, () => as('able', south).post(`/v1/clients/${clientId}/sessions`, hour)),
    ).toMatchObject({ status: 404, type: 'client_not_found' })
  })

  it('refuses a closed record, and stores nothing', async () => {
    await as('able').put(
      `/v1/clients/${clientId}`,
      { demographics: ada, state: 'closed' },
      from('"1"'),
    )
    expect(
      await refused(house, () => as('able').post(`/v1/clients/${clientId}/sessions`, hour)),
    ).toMatchObject({ status: 409, type: 'client_closed' })
  })
})

describe('reading sessions', () => {
  it('lists them newest first, a page at a time, without opening any', async () => {
    const days = ['2026-01-12', '2026-01-14', '2026-01-13']
    for (const day of days) await plan({ start: `${day}T16:00:00Z`, end: `${day}T17:00:00Z` })
    const first = await as('able').get(`/v1/clients/${clientId}/sessions?limit=2`)
    const starts = ({ body }: typeof first) =>
      body.sessions.map((each: { plannedStart: string }) => each.plannedStart.slice(0, 10))
    expect(starts(first)).toEqual(['2026-01-14', '2026-01-13'])
    const next = `/v1/clients/${clientId}/sessions?limit=2&cursor=${first.body.next}`
    const second = await as('able').get(next)
    expect(starts(second)).toEqual(['2026-01-12'])
    expect(second.body.next).toBeUndefined()
    expect(JSON.stringify(first.body)).not.toContain('90837')
  })

  it('lists those of one status', async () => {
    const { id } = await plan()
    await plan({ start: '2026-01-10T16:00:00Z', end: '2026-01-10T17:00:00Z' })
    await as('able').post(
      `/v1/sessions/${id}/outcome`,
      { status: 'missed', reason: 'did not come' },
      from('"1"'),
    )
    const { body } = await as('able').get(`/v1/clients/${clientId}/sessions?status=missed`)
    expect(body.sessions.map((each: { sessionId: string }) => each.sessionId)).toEqual([id])
  })

  it.each([
    ['able', 200],
    ['sue', 200],
    ['admin', 200],
    ['bill', 200],
    ['cora', 200],
    ['baker', 403],
  ])('answers %s with %i', async (name, status) => {
    const { id } = await plan()
    expect((await as(name).get(`/v1/sessions/${id}`)).status).toBe(status)
    expect((await as(name).get(`/v1/clients/${clientId}/sessions`)).status).toBe(status)
  })

  it('knows no session of another practice, and none that is not', async () => {
    const { id } = await plan()
    const other = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    for (const asking of [
      () => as('admin', south).get(`/v1/sessions/${id}`),
      () => as('able').get(`/v1/sessions/${other}`),
    ])
      expect(await refused(house, asking)).toMatchObject({
        status: 404,
        type: 'session_not_found',
      })
  })

  it('is one step: client, session and what is owed are asked for at once', async () => {
    const { id } = await plan()
    const caller = as('able')
    await caller.get(`/v1/sessions/${id}`)
    house.services.calls.length = 0
    await caller.get(`/v1/sessions/${id}`)
    expect(house.services.calls.map(({ operation }) => operation).sort()).toEqual([
      'GetItem',
      'GetItem',
      'GetItem',
      'PutItem',
    ])
  })
})

describe('changing a planned session', () => {
  const later = { ...hour, start: '2026-01-21T16:00:00.000Z', end: '2026-01-21T16:53:00.000Z' }

  it('moves what it owes with it', async () => {
    const { id, etag } = await plan()
    const changed = await as('able').put(`/v1/sessions/${id}`, later, from(etag))
    expect(changed).toMatchObject({
      status: 200,
      body: {
        version: 2,
        plannedStart: later.start,
        obligation: { dueAt: '2026-01-22T16:53:00.000Z' },
      },
    })
    expect(await obligationItem(id)).toMatchObject({
      sessionStart: later.start,
      workAt: '2026-01-22T16:53:00.000Z',
      flagAt: '2026-01-22T12:53:00.000Z',
    })
    expect((await as('able').get(`/v1/sessions/${id}`)).body).toEqual(changed.body)
  })

  it('hands what it owes to the member who holds it now, and to their supervisor', async () => {
    const team = ['able', 'baker'].map((each) => north.memberId(each))
    await as('admin').put(
      `/v1/clients/${clientId}/care-team`,
      { careTeam: team, barred: [] },
      from('"1"'),
    )
    const { id, etag } = await plan()
    const body = { ...hour, memberId: north.memberId('baker') }
    expect((await as('able').put(`/v1/sessions/${id}`, body, from(etag))).status).toBe(200)
    const item = await obligationItem(id)
    expect(item).toMatchObject({
      memberId: north.memberId('baker'),
      workOwner: `P#${north.id}#M#${north.memberId('baker')}`,
    })
    expect(item).not.toHaveProperty('supervisorId')
  })

  it('of two changes from one version, takes one', async () => {
    const { id, etag } = await plan()
    const change = (place: string) =>
      as('able').put(`/v1/sessions/${id}`, { ...later, placeOfService: place }, from(etag))
    const answers = await Promise.all(['02', '10', '12'].map(change))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    const taken = answers.find(({ status }) => status === 200)
    expect((await as('able').get(`/v1/sessions/${id}`)).body).toEqual(taken?.body)
  })

  it.each([
    ['a stale version', 'able', '"7"', 412, 'stale_revision'],
    ['no If-Match', 'able', undefined, 428, 'if_match_required'],
    ['a colleague', 'baker', '"1"', 403, 'not_allowed'],
  ])('refuses %s, and stores nothing', async (_what, name, etag, status, type) => {
    const { id } = await plan()
    const headers = etag === undefined ? {} : from(etag)
    expect(
      await refused(house, () => as(name).put(`/v1/sessions/${id}`, later, headers)),
    ).toMatchObject({ status, type })
  })

  it.each<[string, object, string]>([
    ['an end before its start', { end: '2026-01-21T15:00:00Z' }, '/body/end'],
    ['a malformed CPT code', { services: [{ cpt: '9O837' }] }, '/body/services/0/cpt'],
    ['a malformed diagnosis', { diagnoses: [{ code: 'F41.' }] }, '/body/diagnoses/0/code'],
    ['a holder off the care team', { memberId: 'baker' }, '/body/memberId'],
    ['a plan with something left out', { modality: undefined }, '/body/modality'],
  ])('refuses %s, names the field, and stores nothing', async (_what, change, field) => {
    const { id, etag } = await plan()
    const named = 'memberId' in change ? { memberId: north.memberId('baker') } : {}
    const body = { ...later, ...change, ...named }
    const answer = await refused(house, () =>
      as('able').put(`/v1/sessions/${id}`, body, from(etag)),
    )
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } })
  })

  it('refuses a session that is no longer planned, and stores nothing', async () => {
    const { id, etag } = await plan()
    await as('able').post(
      `/v1/sessions/${id}/outcome`,
      { status: 'cancelled', by: 'client' },
      from(etag),
    )
    expect(
      await refused(house, () => as('able').put(`/v1/sessions/${id}`, later, from('"2"'))),
    ).toMatchObject({ status: 409, type: 'session_not_planned' })
  })
})

describe('saying what became of a session', () => {
  const outcome = (id: string, body: object, etag = '"1"', name = 'able') =>
    as(name).post(`/v1/sessions/${id}/outcome`, body, from(etag))

  const held = { status: 'held', start: '2026-01-14T16:05:00Z', end: '2026-01-14T17:10:00Z' }

  it('held: its note is due after its actual end, and its coding may be another', async () => {
    const { id } = await plan()
    house.travelTo('2026-01-14T17:12:00.000Z')
    const other = { ...coding, services: [{ cpt: '90834', modifiers: ['95'], units: 1 }] }
    const { status, body, headers } = await outcome(id, { ...held, coding: other })
    expect(status).toBe(200)
    expect(headers['etag']).toBe('"2"')
    expect(body).toMatchObject({
      status: 'held',
      start: '2026-01-14T16:05:00.000Z',
      end: '2026-01-14T17:10:00.000Z',
      plannedEnd: hour.end,
      coding: other,
      obligation: { dueAt: '2026-01-15T17:10:00.000Z', state: 'open' },
    })
    expect((await as('able').get(`/v1/sessions/${id}`)).body).toEqual(body)
  })

  it.each([
    ['missed', { status: 'missed', reason: 'did not come' }],
    ['cancelled', { status: 'cancelled', by: 'practice' }],
  ])('%s: nothing is owed any more, in no worklist and for no sweep', async (_what, body) => {
    const { id } = await plan()
    expect(await outcome(id, body)).toMatchObject({
      status: 200,
      body: { ...body, obligation: { state: 'cancelled' } },
    })
    const item = await obligationItem(id)
    for (const index of ['workOwner', 'workAt', 'dueShard', 'flagAt'])
      expect(item).not.toHaveProperty(index)
    expect((await as('able').get(`/v1/sessions/${id}`)).body).toMatchObject(body)
  })

  it('tells the client’s ledger', async () => {
    const { id } = await plan()
    await outcome(id, { status: 'missed', reason: 'other' })
    const chain = `P#${north.id}#C#${clientId}`
    const events = await house.recordsContext().ledger.events(chain)
    expect(events.map(({ type }) => type)).toEqual([
      'client_opened',
      'session_planned',
      'session_missed',
    ])
    expect(events.at(-1)?.about).toMatchObject({ sessionId: id, version: '2' })
  })

  it.each([
    ['held in the future', { ...held, end: '2026-01-14T23:00:00Z' }, 400, 'invalid_request'],
    ['held backwards', { ...held, end: held.start }, 400, 'invalid_request'],
    ['missed without a reason', { status: 'missed' }, 400, 'invalid_request'],
    ['missed for reasons in words', { status: 'missed', reason: 'flu' }, 400, 'invalid_request'],
    ['planned again', { status: 'planned' }, 400, 'invalid_request'],
  ])('refuses %s, and stores nothing', async (_what, body, status, type) => {
    const { id } = await plan()
    house.travelTo('2026-01-14T17:12:00.000Z')
    expect(await refused(house, () => outcome(id, body))).toMatchObject({ status, type })
  })

  it('refuses a second outcome, a stale version and a colleague, and stores nothing', async () => {
    const { id } = await plan()
    const missed = { status: 'missed', reason: 'did not come' }
    expect(await refused(house, () => outcome(id, missed, '"2"'))).toMatchObject({ status: 412 })
    expect(await refused(house, () => outcome(id, missed, '"1"', 'baker'))).toMatchObject({
      status: 403,
    })
    await outcome(id, missed)
    expect(await refused(house, () => outcome(id, missed, '"2"'))).toMatchObject({
      status: 409,
      type: 'session_not_planned',
    })
  })

  it('refuses to call missed what a note was opened about, and stores nothing', async () => {
    const { id } = await plan()
    const { sessions } = house.recordsContext()
    const fail = () => {
      throw new Error('not attached')
    }
    const noteId = id.replace(/.{26}$/, '0'.repeat(26))
    await transact(house.db, [sessions.attachNote(north.id, id, noteId, fail)])
    const missed = { status: 'missed', reason: 'did not come' }
    expect(await refused(house, () => outcome(id, missed))).toMatchObject({
      status: 409,
      type: 'session_has_note',
      body: { about: [noteId] },
    })
    house.travelTo('2026-01-14T17:12:00.000Z')
    expect(await outcome(id, held)).toMatchObject({ status: 200, body: { noteId } })
    expect(await owed(id)).toMatchObject({ state: 'open' })
  })

  it('of an outcome and a note that is opened at once, keeps one', async () => {
    for (let round = 0; round < 4; round++) {
      const { id } = await plan()
      const { sessions } = house.recordsContext()
      const noteId = id.replace(/.{26}$/, '0'.repeat(26))
      const attached = transact(house.db, [
        sessions.attachNote(north.id, id, noteId, () => {
          throw new Error('not attached')
        }),
        {
          write: house
            .table('RECORDS_TABLE')
            .check(
              { pk: `P#${north.id}#C#${clientId}`, sk: `SES#${id.split('.')[1]}-no` },
              'attribute_not_exists(pk)',
            ),
        },
      ]).then(
        () => true,
        () => false,
      )
      const [answer] = await Promise.all([
        outcome(id, { status: 'cancelled', by: 'client' }),
        attached,
      ])
      const session = await sessions.find(north.id, id)
      expect([200, 409]).toContain(answer.status)
      if (answer.status === 409) expect(session).toMatchObject({ status: 'planned', noteId })
      else expect(session?.status).toBe('cancelled')
    }
  })
})
