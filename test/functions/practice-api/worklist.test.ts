import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { obligationKey, workOwner } from '../../../shared/aws/obligation-table.ts'
import { transact } from '../../../shared/aws/transact.ts'
import type { Obligation } from '../../../shared/obligation/obligation.ts'
import { House, type Practice } from '../harness.ts'
import { putObligation } from '../record-items.ts'
import { practiceCallers } from './practice-callers.ts'

let house: House
let as: ReturnType<typeof practiceCallers>
let north: Practice
const owed: Record<string, Obligation> = {}

beforeAll(async () => {
  house = await House.start()
  as = practiceCallers(house)
  north = await house.practice('north', {
    sue: { roles: ['clinician', 'supervisor'] },
    ian: { supervisor: 'sue' },
    ann: {},
    bill: { roles: ['biller'] },
    cus: { roles: ['custodian'] },
  })
  const put = async (key: string, name: string, more: Parameters<typeof putObligation>[2]) => {
    owed[key] = await putObligation(north, north.memberId(name), more)
  }
  await put('ianSoon', 'ian', { dueInHours: 3, level: 'reminder' })
  await put('ianLong', 'ian', { dueInHours: -30, level: 'supervisor' })
  await put('ianLate', 'ian', { dueInHours: -2, level: 'late' })
  await put('sueOwn', 'sue', { dueInHours: 5 })
  await put('sueSigns', 'sue', { dueInHours: -40, kind: 'co-signature' })
  await put('annDone', 'ann', { dueInHours: -1, state: 'done' })
  await put('annOwn', 'ann', { dueInHours: 1 })
  const south = await house.practice('south', { dee: {} })
  await putObligation(south, south.memberId('dee'), {})
})
afterAll(() => house.close())

const ids = (...keys: string[]) => keys.map((key) => owed[key]?.obligationId)

const listed = async (name: string, of = 'own') => {
  const { status, body } = await as(north, name).get(`/v1/worklist?of=${of}`)
  expect(status).toBe(200)
  return body.entries.map(({ obligationId }: Obligation) => obligationId)
}

describe('the worklist', () => {
  it('shows what one owes, what is due first comes first', async () => {
    expect(await listed('ian')).toEqual(ids('ianLong', 'ianLate', 'ianSoon'))
  })

  it('leaves out what was done', async () => {
    expect(await listed('ann')).toEqual(ids('annOwn'))
  })

  it('shows a supervisor co-signatures, and what is escalated, as such', async () => {
    const { body } = await as(north, 'sue').get('/v1/worklist')
    expect(
      body.entries.map((entry: { obligationId: string; escalated: boolean }) => [
        entry.obligationId,
        entry.escalated,
      ]),
    ).toEqual([
      [owed['sueSigns']?.obligationId, false],
      [owed['ianLong']?.obligationId, true],
      [owed['sueOwn']?.obligationId, false],
    ])
  })

  it('of the supervised shows a supervisor all that they owe', async () => {
    expect(await listed('sue', 'supervised')).toEqual(ids('ianLong', 'ianLate', 'ianSoon'))
  })

  it('of the practice shows an admin all that anybody owes here', async () => {
    expect(await listed('admin', 'practice')).toEqual(
      ids('sueSigns', 'ianLong', 'ianLate', 'annOwn', 'ianSoon', 'sueOwn'),
    )
  })

  it('names whoever left and owes still, to those who can hand it over', async () => {
    const east = await house.practice('east', {
      sue: { roles: ['supervisor'] },
      ian: { supervisor: 'sue', state: 'left' },
      bob: { state: 'left' },
      eva: { supervisor: 'sue' },
    })
    for (const name of ['ian', 'ian', 'bob', 'eva']) await putObligation(east, east.memberId(name))
    const orphaned = async (name: string, of: string) =>
      (await as(east, name).get(`/v1/worklist?of=${of}`)).body.orphaned
    const [ian, bob] = [
      { memberId: east.memberId('ian'), owed: 2 },
      { memberId: east.memberId('bob'), owed: 1 },
    ]
    expect(await orphaned('sue', 'supervised')).toEqual([ian])
    const all = await orphaned('admin', 'practice')
    expect(all).toHaveLength(2)
    expect(all).toEqual(expect.arrayContaining([ian, bob]))
    expect(await orphaned('eva', 'own')).toBeUndefined()
  })

  it('comes in pages that miss nothing', async () => {
    const pages: string[][] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await as(north, 'admin').get(`/v1/worklist?of=practice&limit=4${more}`)
      pages.push(body.entries.map(({ obligationId }: Obligation) => obligationId))
      cursor = body.next
    }
    expect(pages.map((page) => page.length)).toEqual([4, 2])
    expect(pages.flat()).toEqual(await listed('admin', 'practice'))
  })

  it('believes the item, not the index', async () => {
    const moved = await putObligation(north, north.memberId('bill'), { dueInHours: 2 })
    const records = house.table('RECORDS_TABLE')
    // As an index that lags behind shows it: still under its old owner, though handed over since.
    const item = await records.get(obligationKey(north.id, moved.clientId, moved.obligationId))
    await transact(house.db, [
      {
        write: records.put({
          ...item,
          ...obligationKey(north.id, moved.clientId, moved.obligationId),
          memberId: north.memberId('ann'),
          workOwner: workOwner(north.id, north.memberId('bill')),
        }),
      },
    ])
    expect(await listed('bill')).toEqual([])
  })

  it.each([
    ['of the practice to a clinician', 'ann', 'practice'],
    ['of the practice to a supervisor', 'sue', 'practice'],
    ['of the practice to a biller', 'bill', 'practice'],
    ['of the practice to a custodian', 'cus', 'practice'],
    ['of the supervised to a clinician', 'ann', 'supervised'],
    ['of the supervised to an admin', 'admin', 'supervised'],
  ])('is refused %s', async (_what, name, of) => {
    const { status, body } = await as(north, name).get(`/v1/worklist?of=${of}`)
    expect([status, body.type]).toEqual([403, 'https://noteseal.dev/problems/not_allowed'])
  })

  it.each([
    ['of=everything', '/query/of'],
    ['limit=0', '/query/limit'],
    ['limit=many', '/query/limit'],
    ['cursor=%20', '/query/cursor'],
    ['whose=mine', '/query'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await as(north, 'ann').get(`/v1/worklist?${query}`)
    expect([status, body.errors[0].field]).toEqual([400, field])
  })
})
