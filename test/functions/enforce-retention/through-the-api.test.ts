import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { noteEndpoints } from '../../../functions/records-api/note-endpoints.ts'
import { retentionEndpoints } from '../../../functions/records-api/retention-endpoints.ts'
import { type Caller, from } from '../harness.ts'
import { canary, expected } from '../records-api/note-room.ts'
import { refused } from '../refused.ts'
import { DUE, RetentionRoom } from './retention-room.ts'

const DAY = 86_400_000

let room: RetentionRoom
let as: (name: string) => Caller
beforeAll(async () => {
  room = await RetentionRoom.open()
  const context = room.house.recordsContext()
  const serve = room.house.serve(context.findMember, [
    ...clientEndpoints(context),
    ...noteEndpoints(context),
    ...retentionEndpoints(context),
  ])
  as = (name) => serve(room.practice, name)
})
afterAll(() => room.close())

const approve = async (name: string, clientId: string, etag: string) =>
  expected(await as(name).post(`/v1/disposals/${clientId}/approvals`, {}, from(etag)), 200)

it('what two people approve through the API is destroyed, and the register knows of it for good', async () => {
  const { clientId, noteId } = await room.record()
  room.house.travelTo(DUE)
  await room.run()
  const { disposals } = expected(await as('keeper').get('/v1/disposals'), 200)
  expect(disposals).toMatchObject([
    { disposal: { clientId, state: 'proposed' }, client: { name: { family: canary.family } } },
  ])
  await approve('keeper', clientId, '"1"')
  await approve('admin', clientId, '"2"')
  room.house.advance(30 * DAY)
  expect(await room.run()).toMatchObject({ destroyed: 1 })

  const search = `/v1/disposal-register?name=${canary.family}&birthDate=1987-11-23`
  const { entries } = expected(await as('admin').get(search), 200)
  expect(entries).toMatchObject([
    {
      clientId,
      name: `${canary.given} ${canary.family}`,
      birthDate: '1987-11-23',
      firstServiceOn: '2026-01-14',
      lastServiceOn: '2026-01-14',
      rule: 'years-after-last-service',
    },
  ])
  // Of the disposal itself there are ids and times, and nobody's name.
  const view = expected(await as('keeper').get(`/v1/disposals/${clientId}`), 200)
  expect(view).toMatchObject({ disposal: { state: 'destroyed' }, holds: 0, kept: [] })
  expect(view).not.toHaveProperty('client')
  expect(expected(await as('keeper').get('/v1/disposals'), 200).disposals).toEqual([])

  for (const [status, asking] of [
    [404, () => as('keeper').get(`/v1/clients/${clientId}/holds`)],
    [404, () => as('keeper').post(`/v1/clients/${clientId}/holds`, { reason: 'Too late' })],
    [404, () => as('baker').get(`/v1/clients/${clientId}`)],
    [404, () => as('baker').get(`/v1/notes/${noteId}`)],
    [409, () => as('keeper').post(`/v1/disposals/${clientId}/withdrawal`, {}, from('"5"'))],
    [409, () => as('keeper').post(`/v1/disposals/${clientId}/approvals`, {}, from('"5"'))],
  ] as const)
    expect((await refused(room.house, asking)).status).toBe(status)
})

it('a hold in the notice period keeps the record; lifted by another, it is proposed anew', async () => {
  room.house.travelTo('2026-01-14T15:00:00.000Z')
  const { clientId, noteId } = await room.record()
  room.house.travelTo(DUE)
  await room.run()
  await approve('keeper', clientId, '"1"')
  await approve('admin', clientId, '"2"')
  const placing = as('keeper').post(`/v1/clients/${clientId}/holds`, { reason: 'An audit' })
  const { hold } = expected(await placing, 201)
  room.house.advance(31 * DAY)
  expect(await room.run()).toMatchObject({ destroyed: 0 })
  expected(await as('keeper').get(`/v1/notes/${noteId}`), 200)

  const lifting = { reason: 'It is over' }
  const path = `/v1/holds/${hold.holdId}/lifting`
  expected(await as('admin').post(path, lifting, from('"1"')), 200)
  expect(await room.run()).toMatchObject({ destroyed: 0, proposed: 1 })
  expect(await room.disposal(clientId)).toMatchObject({ state: 'proposed', approvals: [] })
})
