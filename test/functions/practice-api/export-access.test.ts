import { afterAll, beforeAll, expect, it } from 'vitest'
import { AccessLog } from '../../../shared/aws/access-log.ts'
import type { Instant } from '../../../shared/clock.ts'
import { type Id, newId } from '../../../shared/id.ts'
import { House, type Practice } from '../harness.ts'
import { putClient } from '../record-items.ts'
import { practiceCallers } from './practice-callers.ts'

let house: House
let as: ReturnType<typeof practiceCallers>
let north: Practice
let south: Practice

beforeAll(async () => {
  house = await House.start()
  as = practiceCallers(house)
  north = await house.practice('north', {
    ann: {},
    cus: { roles: ['custodian'] },
    other: { roles: ['custodian'] },
  })
  south = await house.practice('south', { cus: { roles: ['custodian'] } })
})
afterAll(() => house.close())

async function note(clientId: Id, action: string, at: Instant): Promise<void> {
  const memberId = north.memberId('ann')
  const entry = { practiceId: north.id, clientId, memberId, action, at, requestId: at }
  await new AccessLog(house.db, 'ACCESS_TABLE').add(entry)
}

const begin = async (body = {}, who = 'cus', practice = north): Promise<string> =>
  (await as(practice, who).post('/v1/exports', body)).body.exportId

it('an export has the trail of six years, the oldest first, and nothing of process notes', async () => {
  const clientId = await putClient(north, {})
  const [oldest, between, last] = [
    '2020-01-31T23:59:59.999Z',
    '2024-02-29T12:00:00.000Z',
    '2026-01-14T14:59:00.000Z',
  ] as const
  for (const at of [last, oldest, between]) await note(clientId, 'note.read', at)
  await note(clientId, 'process-note.read', between)
  const exportId = await begin()
  const entries: { at: string; action: string; memberId: string }[] = []
  let from: string | undefined
  let pages = 0
  do {
    const query = from ? `?from=${from}` : ''
    const path = `/v1/exports/${exportId}/access/${clientId}${query}`
    const { status, body } = await as(north, 'cus').get(path)
    expect(status).toBe(200)
    entries.push(...body.entries)
    from = body.next
    pages++
  } while (from)
  expect(entries.slice(0, 3).map(({ at }) => at)).toEqual([oldest, between, last])
  const own = entries.slice(3)
  expect(own.map(({ action }) => action)).toEqual(Array(pages).fill('access-trail.read'))
  expect(new Set(own.map(({ memberId }) => memberId))).toEqual(new Set([north.memberId('cus')]))
})

it('nobody else gets it, and who is refused is in the trail', async () => {
  const clientId = await putClient(north, {})
  const barred = await putClient(north, { barred: [north.memberId('cus')] })
  const exportId = await begin()
  const ofOne = await begin({ clientId })
  for (const [who, practice, of, client, status, type] of [
    ['ann', north, exportId, clientId, 403, 'not_allowed'],
    ['admin', north, exportId, clientId, 403, 'not_allowed'],
    ['cus', north, exportId, barred, 403, 'not_allowed'],
    ['other', north, exportId, clientId, 404, 'export_not_found'],
    ['cus', north, ofOne, clientId, 404, 'export_not_found'],
    ['cus', north, exportId, newId(), 404, 'client_not_found'],
    ['cus', south, exportId, clientId, 404, 'client_not_found'],
    ['cus', north, exportId, `${clientId}?from=2026-13`, 400, 'invalid_request'],
  ] as const) {
    const answer = await as(practice, who).get(`/v1/exports/${of}/access/${client}`)
    const told = String(answer.body.type).split('/').at(-1)
    expect([who, practice.name, answer.status, told]).toEqual([who, practice.name, status, type])
  }
  const kept = await house.items('ACCESS_TABLE')
  const refused = kept.filter(({ outcome }) => outcome === 'refused')
  expect(refused.map((entry) => [entry['clientId'], entry['memberId']])).toEqual(
    expect.arrayContaining([
      [clientId, north.memberId('ann')],
      [barred, north.memberId('cus')],
    ]),
  )
})
