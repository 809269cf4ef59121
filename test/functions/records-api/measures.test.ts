import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/id.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once } from '../harness.ts'
import { refused } from '../refused.ts'
import { expected, NoteRoom } from './note-room.ts'

let room: NoteRoom
let clientId: string

beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

beforeEach(async () => {
  clientId = await room.client()
})

const path = () => `/v1/clients/${clientId}/measures`
const phq = (answers = [2, 2, 1, 2, 1, 1, 2, 0, 1], takenOn = '2026-01-14') => ({
  instrument: 'PHQ-9',
  answers,
  takenOn,
  takenBy: room.practice.memberId('baker'),
})
const other = (change: object = {}) => ({
  instrument: 'other',
  name: 'PCL-5 kumquat',
  score: 41,
  lowest: 0,
  highest: 80,
  better: 'lower',
  takenOn: '2026-01-14',
  takenBy: room.practice.memberId('baker'),
  ...change,
})
const record = async (words: object, who = 'baker') =>
  expected(await room.as(who).post(path(), words), 201)
const correct = (id: string, body: object, etag = '"1"', who = 'baker') =>
  room.as(who).post(`/v1/measures/${id}/correction`, body, from(etag))
const list = async (query = '', who = 'baker') =>
  expected(await room.as(who).get(path() + query), 200)

async function events() {
  const { body } = await room.as('baker').get(`/v1/clients/${clientId}/ledger`)
  expect(verifyChain(body.events, body)).toEqual([])
  return body.events as { type: string }[]
}

describe('a measure', () => {
  it('is scored, with its severity and what was said of self-harm', async () => {
    const { measure, score } = await record(phq())
    expect(score).toEqual({
      name: 'PHQ-9',
      score: 12,
      lowest: 0,
      highest: 27,
      better: 'lower',
      severity: 'moderate',
      selfHarmAnswer: 1,
    })
    expect(measure).toMatchObject({ state: 'recorded', version: 1 })
    expect((await events()).at(-1)).toMatchObject({
      type: 'measure_recorded',
      about: { measureId: measure.measureId },
    })
  })

  it('is sealed', async () => {
    await record(other())
    const stored = JSON.stringify(await room.house.snapshot())
    expect(stored).not.toContain('kumquat')
    expect(stored).not.toContain('PCL-5')
  })

  it('is listed with the others of its instrument over time', async () => {
    await record(phq([1, 1, 1, 1, 1, 1, 1, 1, 0], '2026-01-12'))
    await record(phq([3, 3, 3, 3, 3, 1, 0, 0, 0], '2026-01-05'))
    await record(other())
    const { measures, series } = await list()
    expect(measures.map((it: { score: { score: number } }) => it.score.score)).toEqual([41, 8, 16])
    expect(series).toMatchObject([
      { name: 'PHQ-9', points: [{ score: 16, severity: 'moderately severe' }, { score: 8 }] },
      { name: 'PCL-5 kumquat', points: [{ score: 41 }], bands: [] },
    ])
  })

  it('that was wrong is marked, and what is right stands in its place', async () => {
    const { measure } = await record(phq())
    const body = { reason: 'Another questionnaire', instead: phq([0, 0, 0, 0, 0, 0, 0, 0, 0]) }
    const { status, body: answer, headers } = await correct(measure.measureId, body)
    expect([status, headers['etag']]).toEqual([200, '"2"'])
    expect(answer).toMatchObject({
      wrong: {
        measure: { state: 'entered-in-error', correctedBy: answer.instead.measure.measureId },
        errorReason: 'Another questionnaire',
      },
      instead: { score: { score: 0, severity: 'minimal' } },
    })
    const { measures, series } = await list()
    expect([measures.length, series[0].points.length]).toEqual([1, 1])
    expect((await list('?include=entered-in-error')).measures).toHaveLength(2)
    expect((await events()).slice(-2).map(({ type }) => type)).toEqual([
      'measure_entered_in_error',
      'measure_recorded',
    ])
  })

  it('that was another client’s is marked, and nothing stands in its place', async () => {
    const { measure } = await record(phq())
    const answer = expected(await correct(measure.measureId, { reason: 'Another’s' }), 200)
    expect(answer).not.toHaveProperty('instead')
    expect((await list()).measures).toEqual([])
  })

  it('is corrected once by two at once, and the same request is answered again', async () => {
    const { measure } = await record(phq())
    const { measureId } = measure
    const body = { reason: 'Mistyped', instead: phq([0, 0, 0, 0, 0, 0, 0, 0, 0]) }
    const answers = await Promise.all([
      correct(measureId, body),
      correct(measureId, { reason: 'Wrong client' }, '"1"', 'novak'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const mine = answers[0]
    if (mine?.status === 200) expect((await correct(measureId, body)).body).toEqual(mine.body)
    const again = () => correct(measureId, { reason: 'Yet another' }, '"2"')
    expect(await refused(room.house, again)).toMatchObject({
      status: 409,
      type: 'already_entered_in_error',
    })
  })

  it('is recorded once, however often the same request asks', async () => {
    const ask = (words: object = phq()) => room.as('baker').post(path(), words, once('meas-key-1'))
    const answers = await Promise.all([ask(), ask(), ask()])
    for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]?.body])
    expect((await list()).measures).toHaveLength(1)
    expect(await refused(room.house, () => ask(other()))).toMatchObject({
      type: 'idempotency_key_reused',
    })
  })

  it.each<[string, () => object, number, string]>([
    ['with an answer too few', () => phq([0, 0]), 400, 'invalid_request'],
    [
      'with words of the questionnaire',
      () => ({ ...other(), items: ['I feel'] }),
      400,
      'invalid_request',
    ],
    ['as a PHQ-9 without its answers', () => other({ name: 'PHQ-9' }), 400, 'invalid_request'],
    ['for tomorrow', () => phq(undefined, '2026-01-15'), 400, 'invalid_request'],
    ['taken by nobody who works here', () => other({ takenBy: newId() }), 404, 'member_not_found'],
  ])('is refused %s, and nothing is stored', async (_how, words, status, type) => {
    const asking = () => room.as('baker').post(path(), words())
    expect(await refused(room.house, asking)).toMatchObject({ status, type })
  })

  it('is not there to be corrected where nobody recorded it', async () => {
    const asking = () => correct(`${clientId}.${newId()}`, { reason: 'Wrong' })
    expect(await refused(room.house, asking)).toMatchObject({
      status: 404,
      type: 'measure_not_found',
    })
  })
})

describe('measures are', () => {
  it.each(['baker', 'vogel', 'keeper'])('read by %s', async (who) => {
    await record(phq())
    expect((await list('', who)).measures).toHaveLength(1)
  })

  it.each(['carter', 'admin', 'biller'])('not read by %s', async (who) => {
    const asking = () => room.as(who).get(path())
    expect(await refused(room.house, asking)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it.each(['carter', 'vogel', 'admin', 'biller', 'keeper'])('not written by %s', async (who) => {
    const { measure } = await record(phq())
    const recording = () => room.as(who).post(path(), phq())
    expect(await refused(room.house, recording)).toMatchObject({ type: 'not_allowed' })
    const correcting = () => correct(measure.measureId, { reason: 'Wrong' }, '"1"', who)
    expect(await refused(room.house, correcting)).toMatchObject({ type: 'not_allowed' })
  })

  it('not found from another practice', async () => {
    const { measure } = await record(phq())
    const south = await room.neighbour()
    const reading = () => south.as('baker').get(path())
    expect(await refused(room.house, reading)).toMatchObject({ type: 'client_not_found' })
    const body = { reason: 'Wrong' }
    const correcting = () =>
      south.as('baker').post(`/v1/measures/${measure.measureId}/correction`, body, from('"1"'))
    expect(await refused(room.house, correcting)).toMatchObject({ type: 'measure_not_found' })
  })
})
