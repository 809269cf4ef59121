import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { groupEndpoints } from '../../../functions/records-api/group-endpoints.ts'
import { prefetchKey } from '../../../functions/records-api/prefetch-key.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { sequenceOf } from '../../../infra/local/wire.ts'
import { type Caller, from, House, type Practice } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { ada, hour, people } from './sketches.ts'

let house: House
let north: Practice
let able: Caller
const clients: string[] = []

beforeAll(async () => {
  // The services answer late, so that what goes out together overlaps on a busy machine too.
  house = await House.start({ latencyMs: 120 })
  north = await house.practice('north', people)
  able = fresh('able')
  for (let i = 0; i < 3; i++) {
    const { body } = await able.post('/v1/clients', { demographics: ada })
    clients.push(body.clientId)
  }
})
afterAll(() => house.close())

/** As after a cold start. */
function fresh(name: string): Caller {
  const context = house.recordsContext()
  const endpoints = [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
    ...groupEndpoints(context),
  ]
  const prefetch = (path: Parameters<typeof prefetchKey>[1]) => prefetchKey(context.keys, path)
  return house.serve(context.findMember, endpoints, { prefetch })(north, name)
}

async function stepsOf(deed: () => Promise<Answer>) {
  const { calls } = house.services
  calls.length = 0
  const answer = await deed()
  expect(answer.status).toBeLessThan(300)
  return { steps: sequenceOf(calls).length, answer }
}

describe('calls that had to wait for one another', () => {
  it('are 1 to list clients and to search them by name', async () => {
    await able.get('/v1/clients')
    expect((await stepsOf(() => able.get('/v1/clients'))).steps).toBe(1)
    expect((await stepsOf(() => able.get('/v1/clients?order=newest'))).steps).toBe(1)
    expect((await stepsOf(() => able.get('/v1/clients?name=luk'))).steps).toBe(1)
  })

  it('are 1 to read a client and 2 to open or change one', async () => {
    const path = `/v1/clients/${clients[0]}`
    expect((await stepsOf(() => able.get(path))).steps).toBe(1)
    expect((await stepsOf(() => able.get(`${path}/ledger`))).steps).toBe(1)
    const opening = await stepsOf(() => able.post('/v1/clients', { demographics: ada }))
    expect(opening.steps).toBe(2)
    const change = () => able.put(path, { demographics: ada }, from('"1"'))
    expect((await stepsOf(change)).steps).toBe(2)
  })

  it('are 1 to read a session or list them, and 2 to plan, change and mark one', async () => {
    const list = `/v1/clients/${clients[1]}/sessions`
    const { steps, answer } = await stepsOf(() => able.post(list, hour))
    expect(steps).toBe(2)
    const path = `/v1/sessions/${answer.body.sessionId}`
    expect((await stepsOf(() => able.get(path))).steps).toBe(1)
    expect((await stepsOf(() => able.get(list))).steps).toBe(1)
    expect((await stepsOf(() => able.put(path, hour, from('"1"')))).steps).toBe(2)
    const missed = { status: 'missed', reason: 'other' }
    const mark = () => able.post(`${path}/outcome`, missed, from('"2"'))
    expect((await stepsOf(mark)).steps).toBe(2)
  })

  it('are 2 to plan a group session, for however many clients', async () => {
    const { start, end, modality, placeOfService, services } = hour
    const body = {
      ...{ start, end, modality, placeOfService, services },
      clients: clients.map((clientId) => ({ clientId, diagnoses: [] })),
    }
    const { steps, answer } = await stepsOf(() => able.post('/v1/groups', body))
    expect(steps).toBe(2)
    const path = `/v1/groups/${answer.body.groupId}`
    // Who is in it has to be known before it can be asked whether the caller may know.
    expect((await stepsOf(() => able.get(path))).steps).toBe(2)
    const save = () => able.put(`${path}/shared-part`, { sections: { plan: 'x' } }, from('"0"'))
    expect((await stepsOf(save)).steps).toBe(3)
  })

  it.each([
    ['list clients', () => '/v1/clients', 1],
    ['read a client', () => `/v1/clients/${clients[0]}`, 1],
    ['list sessions', () => `/v1/clients/${clients[1]}/sessions`, 1],
  ])('to %s are at most 2 more where nothing is remembered', async (_what, path, warm) => {
    const cold = fresh('able')
    expect((await stepsOf(() => cold.get(path()))).steps).toBeLessThanOrEqual(warm + 2)
  })
})
