import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { groupEndpoints } from '../../../functions/records-api/group-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { type Caller, from, House, type Practice } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { refused } from '../refused.ts'
import { ada, hour, people } from './sketches.ts'

let house: House
let as: (practice: Practice, name: string) => Caller
let north: Practice
let south: Practice
let clientId: string
let sessionId: string
let groupId: string

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  south = await house.practice('south', people)
  const context = house.recordsContext()
  as = house.serve(context.findMember, [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
    ...groupEndpoints(context),
  ])
  const able = as(north, 'able')
  const open = async () => (await able.post('/v1/clients', { demographics: ada })).body.clientId
  clientId = await open()
  const clients = [clientId, await open()].map((id) => ({ clientId: id, diagnoses: [] }))
  sessionId = (await able.post(`/v1/clients/${clientId}/sessions`, hour)).body.sessionId
  const { start, end, modality, placeOfService, services } = hour
  const group = { start, end, modality, placeOfService, services, clients }
  groupId = (await able.post('/v1/groups', group)).body.groupId
})
afterAll(() => house.close())

/** Every route that names somebody's record, asked for in full order. */
const asking: [string, string, (caller: Caller) => Promise<Answer>][] = [
  ['a client', 'client_not_found', (caller) => caller.get(`/v1/clients/${clientId}`)],
  [
    'to change a client',
    'client_not_found',
    (caller) => caller.put(`/v1/clients/${clientId}`, { demographics: ada }, from('"1"')),
  ],
  [
    'to change a care team',
    'client_not_found',
    (caller) =>
      caller.put(
        `/v1/clients/${clientId}/care-team`,
        { careTeam: [south.memberId('able')], barred: [] },
        from('"1"'),
      ),
  ],
  ['a ledger', 'client_not_found', (caller) => caller.get(`/v1/clients/${clientId}/ledger`)],
  ['sessions', 'client_not_found', (caller) => caller.get(`/v1/clients/${clientId}/sessions`)],
  [
    'to plan a session',
    'client_not_found',
    (caller) =>
      caller.post(`/v1/clients/${clientId}/sessions`, {
        ...hour,
        memberId: south.memberId('able'),
      }),
  ],
  ['a session', 'session_not_found', (caller) => caller.get(`/v1/sessions/${sessionId}`)],
  [
    'to change a session',
    'session_not_found',
    (caller) =>
      caller.put(
        `/v1/sessions/${sessionId}`,
        { ...hour, memberId: south.memberId('able') },
        from('"1"'),
      ),
  ],
  [
    'to mark a session',
    'session_not_found',
    (caller) =>
      caller.post(
        `/v1/sessions/${sessionId}/outcome`,
        { status: 'missed', reason: 'other' },
        from('"1"'),
      ),
  ],
  ['a group', 'group_not_found', (caller) => caller.get(`/v1/groups/${groupId}`)],
  [
    'to save a shared part',
    'group_not_found',
    (caller) =>
      caller.put(`/v1/groups/${groupId}/shared-part`, { sections: { plan: 'x' } }, from('"0"')),
  ],
]

describe('who is of another practice', () => {
  it.each(asking)(
    'asks for %s and finds nothing (%s); nothing is stored',
    async (_what, type, ask) => {
      for (const name of ['admin', 'able'])
        expect(await refused(house, () => ask(as(south, name)))).toMatchObject({
          status: 404,
          type,
        })
    },
  )

  it('sees none of its clients in the directory', async () => {
    const { body } = await as(south, 'admin').get('/v1/clients')
    expect(body).toEqual({ clients: [] })
  })

  it('leaves no trace in the access trail of the practice whose record it is', async () => {
    const trail = (await house.items('ACCESS_TABLE')).filter(
      ({ memberId }) => memberId === south.memberId('admin'),
    )
    expect(trail.length).toBeGreaterThan(0)
    for (const { pk } of trail) expect(pk).toMatch(new RegExp(`^P#${south.id}#`))
  })
})

describe('who is nobody here any more, or never was', () => {
  it.each(asking)('asks for %s and is refused; nothing is stored', async (_what, _type, ask) => {
    expect(await refused(house, () => ask(as(north, 'gone')))).toMatchObject({
      status: 403,
      type: 'member_inactive',
    })
    const nobody = Object.assign(Object.create(north), { subject: () => 'somebody/else' })
    expect(await refused(house, () => ask(as(nobody, 'x')))).toMatchObject({
      status: 403,
      type: 'not_a_member',
    })
  })
})
