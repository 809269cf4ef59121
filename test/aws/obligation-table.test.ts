import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dueShards, itemOf, ObligationTable } from '../../shared/aws/obligation-table.ts'
import { transact, type Write } from '../../shared/aws/transact.ts'
import { newId } from '../../shared/id.ts'
import { closed, noteOwed } from '../../shared/obligation/note-owed.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import { defaultLateRule } from '../../shared/practice/settings.ts'
import { House } from '../functions/harness.ts'

let house: House
let obligations: ObligationTable
const practiceId = newId()

beforeAll(async () => {
  house = await House.start()
  obligations = new ObligationTable(house.table('RECORDS_TABLE'))
})
afterAll(() => house.close())

const write = (...writes: Write[]) => transact(house.db, writes)

const otherwise = (): never => {
  throw new Error('moved on')
}

async function added(): Promise<Obligation> {
  const clientId = newId()
  const owed = noteOwed(
    {
      sessionId: `${clientId}.${newId()}`,
      clientId,
      memberId: newId(),
      plannedStart: '2026-01-14T16:00:00.000Z',
      plannedEnd: '2026-01-14T17:00:00.000Z',
    },
    newId(),
    defaultLateRule,
  )
  await write(obligations.add(practiceId, owed))
  return owed
}

const found = ({ clientId, obligationId }: Obligation) =>
  obligations.find(practiceId, clientId, obligationId)

describe('an obligation', () => {
  it('is read back as it was written', async () => {
    const owed = await added()
    expect(await found(owed)).toEqual(owed)
  })

  it('is owed once', async () => {
    const owed = await added()
    await expect(write(obligations.add(practiceId, owed))).rejects.toThrow('condition')
  })

  it.each<[string, (owed: Obligation) => Partial<Obligation>]>([
    ['was flagged', () => ({ level: 'reminder', flagAt: '2026-01-15T17:00:00.000Z' })],
    ['was flagged for the last time', () => ({ level: 'supervisor', flagAt: undefined })],
    ['moved', () => ({ dueAt: '2026-02-15T17:00:00.000Z' })],
    ['was handed on', () => ({ memberId: newId() })],
    ['was closed', () => ({ state: 'done' })],
    ['has a note now', ({ clientId }) => ({ noteId: `${clientId}.${newId()}` })],
  ])(
    'that %s since it was read is not changed by what was decided before',
    async (_what, change) => {
      const owed = await added()
      const meanwhile = { ...owed, ...change(owed) } as Obligation
      await write(obligations.change(practiceId, owed, meanwhile, otherwise))
      const standing = await found(owed)
      const late = write(obligations.change(practiceId, owed, closed(owed, 'cancelled'), otherwise))
      await expect(late).rejects.toThrow('moved on')
      expect(await found(owed)).toEqual(standing)
    },
  )

  it('stands in the worklist while it is open, and in the sweep’s index until its last level', async () => {
    const owed = await added()
    expect(dueShards).toContain(itemOf(practiceId, owed)['dueShard'])
    expect(itemOf(practiceId, owed)).toMatchObject({ workAt: owed.dueAt })
    const { flagAt: _moment, ...told } = { ...owed, level: 'supervisor' as const }
    expect(itemOf(practiceId, told)).toMatchObject({ workAt: owed.dueAt })
    expect(itemOf(practiceId, told)).not.toHaveProperty('dueShard')
    const done = itemOf(practiceId, closed(owed, 'done'))
    for (const index of ['dueShard', 'workOwner', 'workAt']) expect(done).not.toHaveProperty(index)
  })

  it('may fall into any shard', () => {
    const clientId = newId()
    const shards = Array.from({ length: 200 }, () => {
      const owed = noteOwed(
        {
          sessionId: `${clientId}.${newId()}`,
          clientId,
          memberId: clientId,
          plannedStart: '2026-01-14T16:00:00.000Z',
          plannedEnd: '2026-01-14T17:00:00.000Z',
        },
        undefined,
        defaultLateRule,
      )
      return itemOf(practiceId, owed)['dueShard']
    })
    expect(new Set(shards)).toEqual(new Set(dueShards))
  })
})
