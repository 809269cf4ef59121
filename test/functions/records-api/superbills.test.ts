import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AskedRoom } from '../asked-room.ts'
import { from } from '../harness.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { expected, type Opened } from './note-room.ts'
import { refused } from './note-scene.ts'

let room: AskedRoom
beforeAll(async () => {
  room = await AskedRoom.open()
  await settings({ taxId: '12-3456789', fees: { '90837': 18_000 } })
})
afterAll(() => room.close())

/** Changes the practice's settings as an admin does; other functions have read them a minute later. */
async function settings(change: object) {
  const admin = practiceCallers(room.house)(room.retention.practice, 'admin')
  const { body, headers } = await admin.get('/v1/settings')
  const { practiceId: _id, version: _version, ...form } = body
  expected(await admin.put('/v1/settings', { ...form, ...change }, from(headers['etag'])), 200)
  room.house.advance(60_001)
}

const day = () => room.house.now().slice(0, 10)
const bill = (clientId: string, who = 'biller', more: object = {}, headers = {}) =>
  room.notes
    .as(who)
    .post(`/v1/clients/${clientId}/superbills`, { from: day(), to: day(), ...more }, headers)

describe('a superbill', () => {
  it.each(['biller', 'admin', 'baker'])(
    'says to %s what was provided, by whom, why and for how much',
    async (who) => {
      const note = await room.notes.signed()
      const payments = [{ on: day(), cents: 5_000, by: 'card' }]
      const { documentId } = expected(await bill(note.clientId, who, { payments }), 201)
      await room.render()
      const text = await room.textOf(documentId, who)
      for (const said of [
        'Superbill',
        'Zebulon Quagmire Date of birth November 23, 1987',
        'Practice tax id (EIN) 12-3456789',
        'Jan 14, 2026 11 90837 – Individual therapy, 60 minutes F41.0 1 1 $180.00',
        'F41.0 Panic disorder',
        'Total charged $180.00 Paid by the client $50.00 Still to be paid $130.00',
        '1 Dr. baker, PhD',
        'Primary Cascadia, PPO CHP-7731',
        'It is not a claim, and no promise that an insurer will pay anything back',
      ])
        expect(text).toContain(said)
      expect(text).not.toContain('kumquat')
    },
  )

  it('is one event that commits to its words, and leaves with an export', async () => {
    const note = await room.notes.signed()
    const { documentId } = expected(await bill(note.clientId), 201)
    await room.render()
    const files = await room.exported(note.clientId)
    expect((await room.verified(files)).faults).toEqual([])
    const { events } = JSON.parse(files.bytes(`clients/${note.clientId}/ledger.json`).toString())
    expect(events.at(-1)).toMatchObject({
      type: 'document_asked',
      actorId: room.retention.practice.memberId('biller'),
      about: { documentId, kind: 'superbill' },
    })
  })

  it('is made once for one request, and another request under its key is refused', async () => {
    const note = await room.notes.signed()
    const key = { 'idempotency-key': 'march-bill-1' }
    const first = expected(await bill(note.clientId, 'biller', {}, key), 201)
    expect(expected(await bill(note.clientId, 'biller', {}, key), 201)).toEqual(first)
    const other = { payments: [{ on: day(), cents: 100 }] }
    const again = () => bill(note.clientId, 'biller', other, key)
    expect(await refused(room.notes, again)).toEqual([422, 'idempotency_key_reused'])
  })

  it('can be had by whoever may see sessions, not by clinicians elsewhere', async () => {
    const note = await room.notes.signed()
    const { documentId } = expected(await bill(note.clientId), 201)
    await room.render()
    const link = async (who: string) =>
      (await room.documents(who).post(`/v1/documents/${documentId}/link`, undefined)).status
    expect(await Promise.all(['biller', 'admin', 'keeper', 'baker', 'carter'].map(link))).toEqual([
      201, 201, 201, 201, 403,
    ])
  })

  it.each<[string, (note: Opened) => Promise<unknown>, string]>([
    [
      'a session without a signed note',
      ({ clientId }) => room.notes.session(clientId),
      'has no signed note: have it written and signed first',
    ],
    [
      'a code without a fee',
      () => settings({ fees: { '90834': 14_000 } }),
      'has CPT 90837, which has no fee: add it to the settings',
    ],
  ])(
    'is not made of %s: it says which and what to do, and nothing is stored',
    async (_what, spoil, rule) => {
      const note = await room.notes.signed()
      await spoil(note)
      const before = await room.house.snapshot()
      const { status, body } = await bill(note.clientId)
      expect(await room.house.snapshot()).toEqual(before)
      expect([status, body.type.split('/').at(-1)]).toEqual([422, 'superbill_incomplete'])
      expect(body.errors.map((each: { rule: string }) => each.rule).join('; ')).toContain(rule)
      await settings({ fees: { '90837': 18_000 } })
    },
  )

  it.each<[string, (note: Opened) => ReturnType<typeof bill>, number, string]>([
    ['a custodian', (n) => bill(n.clientId, 'keeper'), 403, 'not_allowed'],
    ['a clinician who is not in care', (n) => bill(n.clientId, 'carter'), 403, 'not_allowed'],
    [
      'whoever names the days the wrong way round',
      (n) => bill(n.clientId, 'biller', { from: '2026-02-01', to: '2026-01-01' }),
      400,
      'invalid_request',
    ],
    [
      'days without a session',
      (n) => bill(n.clientId, 'biller', { from: '2026-01-10', to: '2026-01-11' }),
      422,
      'superbill_incomplete',
    ],
    [
      'more paid than was charged',
      (n) => bill(n.clientId, 'biller', { payments: [{ on: day(), cents: 18_001 }] }),
      422,
      'superbill_incomplete',
    ],
  ])('refuses %s, and nothing is stored', async (_who, ask, status, type) => {
    const note = await room.notes.signed()
    expect(await refused(room.notes, () => ask(note))).toEqual([status, type])
  })
})

describe('fees and tax id', () => {
  it.each<[string, object, string]>([
    ['a fee of nothing', { fees: { '90837': 0 } }, '/body/fees/*'],
    ['a fee that is no whole number of cents', { fees: { '90837': 180.5 } }, '/body/fees/*'],
    ['a fee for what is no CPT code', { fees: { therapy: 18_000 } }, '/body/fees/*'],
    ['a Social Security number', { taxId: '123-45-6789' }, '/body/taxId'],
  ])('%s is refused', async (_what, change, field) => {
    const admin = practiceCallers(room.house)(room.retention.practice, 'admin')
    const { body, headers } = await admin.get('/v1/settings')
    const { practiceId: _id, version: _version, ...form } = body
    const answer = await admin.put('/v1/settings', { ...form, ...change }, from(headers['etag']))
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].field).toBe(field)
    expect((await admin.get('/v1/settings')).body).toEqual(body)
  })
})
