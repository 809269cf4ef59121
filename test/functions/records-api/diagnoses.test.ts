import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/id.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once } from '../harness.ts'
import { refused } from '../refused.ts'
import { expected, NoteRoom } from './note-room.ts'

const CANARY = 'quince-worry'
const worry = { code: 'F41.1', label: `Anxiety, ${CANARY}`, since: '2026-01-05', principal: true }
const low = { code: 'F33.1', label: 'Depression', since: '2026-01-12' }

let room: NoteRoom
let clientId: string

beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

beforeEach(async () => {
  clientId = await room.client()
})

const path = () => `/v1/clients/${clientId}/diagnoses`
const list = async (who = 'baker') => expected(await room.as(who).get(path()), 200)
const codes = async () =>
  (await list()).diagnoses.map(({ words }: { words: { code: string } }) => words.code)

async function added(words: object, who = 'baker'): Promise<string> {
  return expected(await room.as(who).post(path(), words), 201).diagnosis.diagnosisId
}

const change = (id: string, words: object, etag: string, who = 'baker') =>
  room.as(who).put(`/v1/diagnoses/${id}`, words, from(etag))

async function events() {
  const { body } = await room.as('baker').get(`/v1/clients/${clientId}/ledger`)
  expect(verifyChain(body.events, body)).toEqual([])
  return body.events as { type: string; about: Record<string, string> }[]
}

describe('a diagnosis', () => {
  it('is added, sealed, and in the chain as a commitment', async () => {
    const { status, body, headers } = await room.as('baker').post(path(), worry)
    expect([status, headers['etag']]).toEqual([201, '"1"'])
    expect(body).toMatchObject({
      diagnosis: { clientId, recordedBy: room.practice.memberId('baker'), version: 1 },
      words: worry,
    })
    expect((await events()).at(-1)).toMatchObject({
      type: 'diagnosis_added',
      about: { diagnosisId: body.diagnosis.diagnosisId, version: '1' },
    })
    const stored = JSON.stringify(await room.house.snapshot())
    expect(stored).not.toContain(CANARY)
    expect(stored).not.toContain('F41.1')
  })

  it('that is principal takes the place of the one before it', async () => {
    await added(worry)
    await added({ ...low, principal: true })
    const { version, diagnoses } = await list()
    expect(version).toBe(2)
    expect(diagnoses).toMatchObject([
      { words: { ...low, principal: true } },
      { words: { code: 'F41.1' } },
    ])
    expect(diagnoses[1].words).not.toHaveProperty('principal')
    expect((await events()).slice(-2).map(({ type }) => type)).toEqual([
      'diagnosis_added',
      'diagnosis_changed',
    ])
  })

  it('is principal alone, also of two that were added at once', async () => {
    await Promise.all([added(worry), added({ ...low, principal: true }, 'novak')])
    const { version, diagnoses } = await list()
    const principal = diagnoses.filter((it: { words: object }) => 'principal' in it.words)
    expect([version, diagnoses.length, principal.length]).toEqual([2, 2, 1])
  })

  it('is added once, however often the same request asks', async () => {
    const ask = (words: object = worry) => room.as('baker').post(path(), words, once('dx-key-01'))
    const answers = await Promise.all([ask(), ask(), ask()])
    for (const { status, body } of answers) {
      expect(status).toBe(201)
      expect(body).toEqual(answers[0]?.body)
    }
    expect(await codes()).toEqual(['F41.1'])
    const { status, type } = await refused(room.house, () => ask(low))
    expect([status, type]).toEqual([422, 'idempotency_key_reused'])
  })

  it('is changed in the list that was read, and once by two at once', async () => {
    const id = await added(worry)
    const answers = await Promise.all([
      change(id, { ...worry, label: 'One' }, '"1"'),
      change(id, { ...worry, label: 'Two' }, '"1"', 'novak'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const won = answers.find(({ status }) => status === 200)
    expect(won?.headers['etag']).toBe('"2"')
    expect((await list()).diagnoses[0].words.label).toBe(won?.body.words.label)
  })

  it('that is changed again by the same request is answered as the first time', async () => {
    const id = await added(worry)
    const first = await change(id, low, '"1"')
    const again = await change(id, low, '"1"')
    expect([again.status, again.body]).toEqual([200, first.body])
    expect((await events()).filter(({ type }) => type === 'diagnosis_changed')).toHaveLength(1)
  })

  it('that is resolved stands last, and its code is free again', async () => {
    const id = await added(worry)
    await added(low)
    const { principal: _principal, ...rest } = worry
    expected(await change(id, { ...rest, resolvedOn: '2026-01-14' }, '"2"'), 200)
    expect(await codes()).toEqual(['F33.1', 'F41.1'])
    await added(rest)
    expect(await codes()).toEqual(['F41.1', 'F33.1', 'F41.1'])
  })

  it.each([
    ['twice on the list', low, 409, 'diagnosis_listed'],
    ['without the form of ICD-10-CM', { ...low, code: '296.32' }, 400, 'invalid_request'],
    ['without words of its own', { code: 'F32.0', since: '2026-01-12' }, 400, 'invalid_request'],
  ])('is refused %s, and nothing is stored', async (_how, words, status, type) => {
    await added(low)
    expect(await refused(room.house, () => room.as('baker').post(path(), words))).toMatchObject({
      status,
      type,
    })
  })

  it.each([
    ['the older list', '"0"', 412, 'stale_revision'],
    ['no list', undefined, 428, 'if_match_required'],
  ])('is not changed from %s', async (_what, etag, status, type) => {
    const id = await added(worry)
    const asking = () =>
      room.as('baker').put(`/v1/diagnoses/${id}`, low, etag === undefined ? {} : from(etag))
    expect(await refused(room.house, asking)).toMatchObject({ status, type })
  })

  it('is not changed where there is none', async () => {
    await added(worry)
    const asking = () => change(`${clientId}.${newId()}`, low, '"1"')
    expect(await refused(room.house, asking)).toMatchObject({
      status: 404,
      type: 'diagnosis_not_found',
    })
  })
})

describe('diagnoses are', () => {
  it.each(['baker', 'vogel', 'biller', 'keeper'])('read by %s', async (who) => {
    await added(worry)
    expect((await list(who)).diagnoses).toHaveLength(1)
    const { headers } = await room.as(who).get(path())
    expect(headers['etag']).toBe('"1"')
  })

  it.each(['carter', 'admin'])('not read by %s', async (who) => {
    await added(worry)
    const asking = () => room.as(who).get(path())
    expect(await refused(room.house, asking)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it.each(['carter', 'vogel', 'admin', 'biller', 'keeper'])('not written by %s', async (who) => {
    const id = await added(worry)
    const adding = () => room.as(who).post(path(), low)
    expect(await refused(room.house, adding)).toMatchObject({ status: 403, type: 'not_allowed' })
    const changing = () => change(id, low, '"1"', who)
    expect(await refused(room.house, changing)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it('not found from another practice', async () => {
    const id = await added(worry)
    const south = await room.neighbour()
    const reading = () => south.as('baker').get(path())
    expect(await refused(room.house, reading)).toMatchObject({ type: 'client_not_found' })
    const changing = () => south.as('baker').put(`/v1/diagnoses/${id}`, low, from('"1"'))
    expect(await refused(room.house, changing)).toMatchObject({ type: 'diagnosis_not_found' })
  })

  it('not added to a closed record', async () => {
    const client = await room.as('admin').get(`/v1/clients/${clientId}`)
    const { demographics } = client.body
    const closed = { demographics, state: 'closed' }
    const etag = from(client.headers['etag'])
    expected(await room.as('admin').put(`/v1/clients/${clientId}`, closed, etag), 200)
    const adding = () => room.as('baker').post(path(), worry)
    expect(await refused(room.house, adding)).toMatchObject({ status: 409, type: 'client_closed' })
  })
})
