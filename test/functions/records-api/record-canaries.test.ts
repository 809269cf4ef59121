import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { groupEndpoints } from '../../../functions/records-api/group-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { type Caller, from, House, once, type Practice } from '../harness.ts'
import { hour, people } from './sketches.ts'

const CANARY = 'Zyzzyva'

let house: House
let north: Practice
let able: Caller
let admin: Caller

/** A canary in every field that somebody types into. */
const demographics = {
  name: {
    given: `${CANARY}a`,
    middle: `${CANARY}b`,
    family: `${CANARY}c`,
    suffix: CANARY,
    preferred: `${CANARY}d`,
  },
  pronouns: CANARY,
  birthDate: '1988-02-29',
  contacts: {
    phones: [
      {
        kind: 'mobile',
        number: '+1 207 555 9753',
        safeToCall: true,
        safeToText: false,
        safeToLeaveMessage: false,
      },
    ],
    emails: [{ address: `${CANARY}@example.test`, safeToWrite: false }],
    address: { lines: [`1 ${CANARY} Road`], city: CANARY, region: 'ME', safeToWrite: true },
  },
  emergencyContact: { name: CANARY, relationship: CANARY, phone: '207 555 9753' },
  guardians: [{ name: CANARY, relationship: CANARY, mayConsent: true, mayReceiveRecords: false }],
  insurance: [
    {
      order: 'primary',
      payer: CANARY,
      plan: CANARY,
      memberId: CANARY,
      group: CANARY,
      holder: { relationship: 'parent', name: CANARY, birthDate: '1960-02-29' },
    },
  ],
  externalIds: [{ system: CANARY, value: CANARY }],
}

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  const context = house.recordsContext()
  const serve = house.serve(context.findMember, [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
    ...groupEndpoints(context),
  ])
  able = serve(north, 'able')
  admin = serve(north, 'admin')
})
afterAll(() => house.close())

describe('what people type', () => {
  it('is answered to whoever may read it, and is nowhere else in the open', async () => {
    const open = () => able.post('/v1/clients', { demographics }, once('a-canary-key'))
    const { body: client, headers } = await open()
    expect(client.demographics).toEqual(demographics)
    await open()
    await able.put(`/v1/clients/${client.clientId}`, { demographics }, from(headers['etag']))
    expect((await admin.get(`/v1/clients?name=${CANARY}`)).body.clients).toHaveLength(1)
    const { body: other } = await able.post('/v1/clients', { demographics })

    const diagnoses = [{ code: 'F43.12', label: CANARY }]
    const { body: session } = await able.post(`/v1/clients/${client.clientId}/sessions`, {
      ...hour,
      diagnoses,
    })
    const { start, end, modality, placeOfService, services } = hour
    const { body: group } = await able.post('/v1/groups', {
      ...{ start, end, modality, placeOfService, services },
      title: CANARY,
      clients: [client, other].map(({ clientId }) => ({ clientId, diagnoses })),
    })
    const shared = `/v1/groups/${group.groupId}/shared-part`
    await able.put(shared, { sections: { plan: CANARY } }, from('"0"'))
    await able.get(`/v1/sessions/${session.sessionId}`)

    const stored = JSON.stringify([await house.snapshot(), await house.items('ACCESS_TABLE')])
    expect(stored).toContain(client.clientId)
    // Bytes are shown in base 64: a canary in plain bytes would be one of these three.
    const encoded = [0, 1, 2].map((shift) =>
      Buffer.from('-'.repeat(shift) + CANARY)
        .toString('base64')
        .slice(4, -4),
    )
    for (const trace of [
      CANARY,
      CANARY.toLowerCase(),
      '555 9753',
      'F43.12',
      '1988-02-29',
      ...encoded,
    ])
      expect(stored).not.toContain(trace)
    expect(house.logged.join('\n')).not.toContain(CANARY)
    expect(house.logged.length).toBeGreaterThan(5)
  })

  it.each([
    ['a value', { ...demographics, birthDate: CANARY }],
    ['a field’s name', { ...demographics, [CANARY]: 1 }],
    ['a choice', { ...demographics, administrativeSex: CANARY }],
    ['a telephone number', { emergencyContact: { name: 'A', relationship: 'B', phone: CANARY } }],
    ['a deep field', { ...demographics, insurance: [{ order: CANARY, payer: { [CANARY]: 1 } }] }],
  ])('is not told back in a refusal, nor logged, where it is %s', async (_what, wrong) => {
    house.logged.length = 0
    const { status, body } = await able.post('/v1/clients', { demographics: wrong })
    expect(status).toBe(400)
    expect(JSON.stringify(body)).not.toContain(CANARY)
    expect(house.logged.join('\n')).not.toContain(CANARY)
  })

  it('is not told back by a session’s or a group’s refusal either', async () => {
    const { body: client } = await able.post('/v1/clients', { demographics })
    const attempts = [
      able.post(`/v1/clients/${client.clientId}/sessions`, {
        ...hour,
        participants: [CANARY],
        diagnoses: [{ code: CANARY }],
        services: [{ cpt: CANARY }],
        start: CANARY,
        memberId: CANARY,
      }),
      able.post('/v1/groups', { title: CANARY.repeat(100), clients: [CANARY] }),
      able.put(
        `/v1/groups/${'0'.repeat(26)}/shared-part`,
        { sections: { [CANARY]: 7 } },
        from('"0"'),
      ),
    ]
    for (const { status, body } of await Promise.all(attempts)) {
      expect(status).toBe(400)
      expect(JSON.stringify(body)).not.toContain(CANARY)
    }
  })
})
