import { describe, expect, it } from 'vitest'
import { type ContractCalls, type Item, key, N, S, sks } from './contract-table.ts'

export function indexRules(calls: ContractCalls): void {
  const { put, update, query, queryAll } = calls

  describe('indexes', () => {
    const inIndex = (IndexName: string, name: string, value: string, more: object = {}) =>
      query({
        IndexName,
        KeyConditionExpression: `${name} = :v`,
        ExpressionAttributeValues: { ':v': S(value) },
        ...more,
      })

    it('hold only what they project', async () => {
      await put({
        ...key('index', 'projection'),
        dueShard: S('projected'),
        dueAt: S('2026-01-01'),
        workOwner: S('projected'),
        workAt: S('2026-01-02'),
        outbox: S('projected'),
        kind: S('note'),
        level: N(0),
        sealed: S('body'),
      })
      const due = await inIndex('due', 'dueShard', 'projected')
      const work = await inIndex('work', 'workOwner', 'projected')
      const outbox = await inIndex('outbox', 'outbox', 'projected')
      const names = (items: Item[] | undefined) => Object.keys(items?.[0] ?? {}).sort()
      expect(names(due.Items)).toEqual(['dueAt', 'dueShard', 'kind', 'level', 'pk', 'sk'])
      expect(names(work.Items)).toContain('sealed')
      expect(names(outbox.Items)).toEqual(['outbox', 'pk', 'sk', 'workAt'])
    })

    it('refuse an attribute that they do not project', async () => {
      const asked = inIndex('due', 'dueShard', 'x', { ProjectionExpression: 'sealed' })
      await expect(asked).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('refuse a consistent read', async () => {
      const asked = inIndex('due', 'dueShard', 'x', { ConsistentRead: true })
      await expect(asked).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('are sparse: an item leaves when it loses the attribute, and follows when it changes', async () => {
      const at = (dueAt: string) => ({ dueShard: S('sparse'), dueAt: S(dueAt) })
      await put({ ...key('index', 'moves'), ...at('2026-01-01') })
      await put(key('index', 'never'))
      await put({ ...key('index', 'moves'), ...at('2026-02-02') })
      const moved = await inIndex('due', 'dueShard', 'sparse')
      expect(moved.Items?.map(({ dueAt }) => dueAt)).toEqual([S('2026-02-02')])
      await update('index', 'moves', { UpdateExpression: 'REMOVE dueShard, dueAt' })
      expect((await inIndex('due', 'dueShard', 'sparse')).Count).toBe(0)
    })

    it('keep every item of many with one and the same index key', async () => {
      const sameKey = { dueShard: S('crowd'), dueAt: S('2026-03-03') }
      const all = Array.from({ length: 60 }, (_, n) => `c${String(n).padStart(2, '0')}`)
      await Promise.all(all.map((sk) => put({ ...key('crowd', sk), ...sameKey })))
      const entries = await queryAll({
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :v',
        ExpressionAttributeValues: { ':v': S('crowd') },
        Limit: 11,
      })
      expect(sks(entries)?.sort()).toEqual(all)
    })

    it('are asked for what is due until now, oldest first', async () => {
      for (const day of ['05', '01', '03', '09']) {
        await put({ ...key('index', day), dueShard: S('until'), dueAt: S(`2026-01-${day}`) })
      }
      const { Items } = await query({
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
        ExpressionAttributeValues: { ':shard': S('until'), ':now': S('2026-01-05') },
      })
      expect(sks(Items)).toEqual(['01', '03', '05'])
    })
  })
}
