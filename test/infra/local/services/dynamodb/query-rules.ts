import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ContractCalls, type Item, key, N, S, sks, TableName } from './contract-table.ts'

export function queryRules(calls: ContractCalls): void {
  const { put, query, queryAll } = calls

  describe('queries', () => {
    beforeAll(async () => {
      for (let n = 0; n < 25; n += 1) {
        const sk = `N#${String(n).padStart(3, '0')}`
        await put({ ...key('list', sk), n: N(n), even: { BOOL: n % 2 === 0 } })
      }
      await put(key('list', 'M#9'))
      await put(key('list', 'O#0'))
      await put(key('list2', 'N#000'))
    })

    const values = (more: Item = {}) => ({ ':pk': S('list'), ...more })

    it.each([
      ['begins_with(sk, :a)', { ':a': S('N#00') }, 'N#000', 'N#009', 10],
      ['sk = :a', { ':a': S('N#005') }, 'N#005', 'N#005', 1],
      ['sk < :a', { ':a': S('N#001') }, 'M#9', 'N#000', 2],
      ['sk <= :a', { ':a': S('N#001') }, 'M#9', 'N#001', 3],
      ['sk > :a', { ':a': S('N#023') }, 'N#024', 'O#0', 2],
      ['sk >= :a', { ':a': S('N#024') }, 'N#024', 'O#0', 2],
      ['sk BETWEEN :a AND :b', { ':a': S('N#003'), ':b': S('N#005') }, 'N#003', 'N#005', 3],
      ['begins_with(sk, :a)', { ':a': S('nothing') }, undefined, undefined, 0],
    ])('finds %s in order', async (condition, more, first, last, count) => {
      const { Items = [] } = await query({
        KeyConditionExpression: `pk = :pk AND ${condition}`,
        ExpressionAttributeValues: values(more),
      })
      expect([sks(Items)?.at(0), sks(Items)?.at(-1), Items.length]).toEqual([first, last, count])
    })

    it('pages forwards and backwards through all of it, nothing twice', async () => {
      for (const ScanIndexForward of [true, false]) {
        const items = await queryAll({
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :n)',
          ExpressionAttributeValues: values({ ':n': S('N#') }),
          Limit: 7,
          ScanIndexForward,
        })
        const inOrder = Array.from({ length: 25 }, (_, n) => `N#${String(n).padStart(3, '0')}`)
        expect(sks(items)).toEqual(ScanIndexForward ? inOrder : inOrder.reverse())
      }
    })

    it('filters after reading: the limit counts what was read', async () => {
      const page = await query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :n)',
        FilterExpression: 'even = :even',
        ExpressionAttributeValues: values({ ':n': S('N#'), ':even': { BOOL: true } }),
        Limit: 10,
      })
      expect(page).toMatchObject({ Count: 5, ScannedCount: 10 })
    })

    it('counts without giving items back', async () => {
      const page = await query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: values(),
        Select: 'COUNT',
      })
      expect(page.Count).toBe(27)
      expect(page.Items).toBeUndefined()
    })

    it('stops at a megabyte and goes on where it stopped', async () => {
      for (let n = 0; n < 4; n += 1) {
        await put({ ...key('heavy', String(n)), v: S('x'.repeat(390 * 1024)) })
      }
      const ask = {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S('heavy') },
      }
      const first = await query(ask)
      expect(first.LastEvaluatedKey).toBeDefined()
      const second = await query({ ...ask, ExclusiveStartKey: first.LastEvaluatedKey })
      expect((first.Items?.length ?? 0) + (second.Items?.length ?? 0)).toBe(4)
    })

    it.each([
      ['no partition key', 'sk = :pk', {}],
      ['a range on the partition key', 'pk > :pk', {}],
      ['an attribute outside the key', 'pk = :pk AND n = :n', { ':n': N(1) }],
      ['a sort key of another type', 'pk = :pk AND sk = :n', { ':n': N(1) }],
    ])('refuses %s', async (_what, KeyConditionExpression, more) => {
      const asked = query({ KeyConditionExpression, ExpressionAttributeValues: values(more) })
      await expect(asked).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('reads a whole table by scan, page by page', async () => {
      const seen: (string | undefined)[] = []
      let start: Item | undefined
      do {
        const input = {
          TableName,
          FilterExpression: 'begins_with(pk, :list)',
          ExpressionAttributeValues: { ':list': S('list') },
          ...(start && { ExclusiveStartKey: start }),
        }
        const page = await calls.client().send(new ScanCommand(input))
        seen.push(...(sks(page.Items) ?? []))
        start = page.LastEvaluatedKey
      } while (start)
      expect(seen).toHaveLength(28)
    })
  })
}
