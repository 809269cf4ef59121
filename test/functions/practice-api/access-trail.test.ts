import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccessLog } from '../../../shared/aws/access-log.ts'
import { tombstoneItem } from '../../../shared/aws/client-tombstone.ts'
import { transact } from '../../../shared/aws/transact.ts'
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
    sue: { roles: ['supervisor'] },
    bill: { roles: ['biller'] },
    cus: { roles: ['custodian'] },
    kin: { roles: ['admin', 'custodian'] },
  })
  south = await house.practice('south', { cus: { roles: ['custodian'] } })
})
afterAll(() => house.close())

interface Noted {
  readonly action: string
  readonly requestId: string
  readonly about?: string
  readonly outcome?: 'asked' | 'refused'
}

async function note(clientId: Id, ...entries: Noted[]): Promise<void> {
  const log = new AccessLog(house.db, 'ACCESS_TABLE')
  for (const { outcome, ...entry } of entries) {
    house.advance(1)
    const memberId = north.memberId('ann')
    await log.add({ practiceId: north.id, clientId, memberId, at: house.now(), ...entry }, outcome)
  }
}

describe('an access entry', () => {
  it.each([
    ['2026-01-14T15:00:00.500Z', '2032-01-14T15:00:01.000Z'],
    ['2028-02-29T00:00:00.000Z', '2034-03-01T00:00:00.000Z'],
  ])('of %s is kept for six years, until %s', async (at, until) => {
    const entry = { practiceId: north.id, clientId: newId(), memberId: newId(), at }
    const log = new AccessLog(house.db, 'ACCESS_TABLE')
    await log.add({ ...entry, action: 'note.read', requestId: 'r' })
    const kept = await house.items('ACCESS_TABLE')
    const found = kept.find(({ clientId }) => clientId === entry.clientId)
    expect(found?.['expires']).toBe(Date.parse(until) / 1000)
  })
})

describe('the access trail of a client', () => {
  it('shows who looked at what, the latest first, and whoever reads it', async () => {
    const clientId = await putClient(north, {})
    await note(
      clientId,
      { action: 'note.read', requestId: 'one', about: 'n1' },
      { action: 'document.read', requestId: 'two', about: 'd1' },
    )
    house.advance(1)
    const { status, body } = await as(north, 'cus').get(`/v1/clients/${clientId}/access`)
    expect(status).toBe(200)
    expect(body.month).toBe(house.now().slice(0, 7))
    const ann = north.memberId('ann')
    expect(body.entries).toMatchObject([
      { action: 'access-trail.read', memberId: north.memberId('cus'), outcome: 'answered' },
      {
        action: 'document.read',
        memberId: ann,
        about: 'd1',
        requestId: 'two',
        outcome: 'answered',
      },
      { action: 'note.read', memberId: ann, about: 'n1', requestId: 'one', outcome: 'answered' },
    ])
  })

  it('shows what was asked and then refused as one', async () => {
    const clientId = await putClient(north, {})
    await note(
      clientId,
      { action: 'note.read', requestId: 'one', about: 'n1' },
      { action: 'note.read', requestId: 'one', about: 'n1', outcome: 'refused' },
      { action: 'note.read', requestId: 'two', outcome: 'refused' },
    )
    house.advance(1)
    const { body } = await as(north, 'admin').get(`/v1/clients/${clientId}/access`)
    const seen = body.entries.map((entry: Noted) => [entry.requestId, entry.outcome])
    expect(seen.slice(1)).toEqual([
      ['two', 'refused'],
      ['one', 'refused'],
    ])
  })

  it('tells that there were process notes, but not which', async () => {
    const clientId = await putClient(north, {})
    await note(clientId, { action: 'process-note.read', requestId: 'one', about: 'secret-id' })
    house.advance(1)
    const { body } = await as(north, 'cus').get(`/v1/clients/${clientId}/access`)
    expect(body.entries[1]).toMatchObject({ action: 'process-note.read' })
    expect(JSON.stringify(body)).not.toContain('secret-id')
  })

  it('can be read after the record was destroyed, by custodian and admin alone', async () => {
    const clientId = await putClient(north, { careTeam: [north.memberId('ann')] })
    await note(clientId, { action: 'note.read', requestId: 'one', about: 'n1' })
    const today = house.now().slice(0, 10)
    const gone = { practiceId: north.id, clientId, destroyedAt: house.now() }
    await transact(house.db, [
      { write: house.table('RECORDS_TABLE').put(tombstoneItem(gone, today)) },
    ])
    house.advance(1)
    const path = `/v1/clients/${clientId}/access`
    for (const name of ['cus', 'admin']) {
      const { status, body } = await as(north, name).get(path)
      expect(status).toBe(200)
      expect(body.entries.at(-1)).toMatchObject({ requestId: 'one', about: 'n1' })
      house.advance(1)
    }
    for (const name of ['ann', 'sue', 'bill'])
      expect((await as(north, name).get(path)).status).toBe(403)
    expect((await as(south, 'cus').get(path)).status).toBe(404)
    house.advance(1)
    const { body } = await as(north, 'kin').get(path)
    expect(
      body.entries.slice(1).filter((entry: Noted) => String(entry.outcome) === 'refused'),
    ).toHaveLength(3)
  })

  it('comes by month, in pages that miss nothing', async () => {
    const clientId = await putClient(north, {})
    const names = ['one', 'two', 'three', 'four', 'five']
    await note(clientId, ...names.map((requestId) => ({ action: 'note.read', requestId })))
    const month = house.now().slice(0, 7)
    house.advance(40 * 86_400_000)
    expect(
      (await as(north, 'cus').get(`/v1/clients/${clientId}/access`)).body.entries,
    ).toHaveLength(1)
    const path = `/v1/clients/${clientId}/access?month=${month}&limit=2`
    const seen: string[] = []
    let next = ''
    do {
      const { body } = await as(north, 'cus').get(`${path}${next && `&cursor=${next}`}`)
      expect(body.entries.length).toBeLessThanOrEqual(2)
      seen.push(...body.entries.map(({ requestId }: Noted) => requestId))
      next = body.next ?? ''
    } while (next)
    expect(seen).toEqual([...names].reverse())
  })
})

describe('refused', () => {
  it.each(['ann', 'sue', 'bill'])('to %s, which is noted', async (name) => {
    const clientId = await putClient(north, { careTeam: [north.memberId('ann')] })
    const before = await house.snapshot()
    const { status, body } = await as(north, name).get(`/v1/clients/${clientId}/access`)
    expect([status, body.type]).toEqual([403, 'https://noteseal.dev/problems/not_allowed'])
    expect(await house.snapshot()).toEqual(before)
    house.advance(1)
    const trail = await as(north, 'cus').get(`/v1/clients/${clientId}/access`)
    expect(trail.body.entries.at(-1)).toMatchObject({
      memberId: north.memberId(name),
      outcome: 'refused',
    })
  })

  it('to somebody barred from the record, whatever their roles', async () => {
    const clientId = await putClient(north, { barred: [north.memberId('kin')] })
    const { status, body } = await as(north, 'kin').get(`/v1/clients/${clientId}/access`)
    expect([status, body.about]).toEqual([403, ['barred from this record']])
  })

  it('from another practice: not found, and nothing noted', async () => {
    const clientId = await putClient(north, {})
    const before = await house.snapshot(['ACCESS_TABLE', 'RECORDS_TABLE'])
    const { status, body } = await as(south, 'cus').get(`/v1/clients/${clientId}/access`)
    expect([status, body.type]).toEqual([404, 'https://noteseal.dev/problems/client_not_found'])
    expect(await house.snapshot(['ACCESS_TABLE', 'RECORDS_TABLE'])).toEqual(before)
  })

  it('for what is no month', async () => {
    const clientId = await putClient(north, {})
    const { status, body } = await as(north, 'cus').get(
      `/v1/clients/${clientId}/access?month=2026-13`,
    )
    expect([status, body.errors[0].field]).toEqual([400, '/query/month'])
  })
})
