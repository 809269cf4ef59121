import { describe, expect, it } from 'vitest'
import { type ContractCalls, key, N, S } from './contract-table.ts'

export function updateRules(calls: ContractCalls): void {
  const { put, get, update } = calls

  describe('updates', () => {
    it('makes an item that is not there', async () => {
      await update('updates', 'new', {
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': N(1) },
      })
      expect(await get('updates', 'new')).toEqual({ ...key('updates', 'new'), a: N(1) })
    })

    it('adds, appends, removes and defaults in one expression', async () => {
      await put({
        ...key('updates', 'all'),
        n: N(1),
        l: { L: [N(1)] },
        x: N(1),
        s: { SS: ['a', 'b'] },
      })
      const { Attributes } = await update('updates', 'all', {
        UpdateExpression:
          'SET l = list_append(l, :l), d = if_not_exists(d, :d), m = n + :one ADD n :two REMOVE x DELETE s :s',
        ExpressionAttributeValues: {
          ':l': { L: [N(2)] },
          ':d': S('default'),
          ':one': N(1),
          ':two': N(2),
          ':s': { SS: ['a'] },
        },
        ReturnValues: 'ALL_NEW',
      })
      expect(Attributes).toEqual({
        ...key('updates', 'all'),
        n: N(3),
        m: N(2),
        l: { L: [N(1), N(2)] },
        d: S('default'),
        s: { SS: ['b'] },
      })
    })

    it('tells only what it changed when asked', async () => {
      await put({ ...key('updates', 'told'), a: N(1), b: N(1) })
      const change = {
        UpdateExpression: 'SET a = :two',
        ExpressionAttributeValues: { ':two': N(2) },
      }
      const after = await update('updates', 'told', { ...change, ReturnValues: 'UPDATED_NEW' })
      const before = await update('updates', 'told', { ...change, ReturnValues: 'ALL_OLD' })
      expect(after.Attributes).toEqual({ a: N(2) })
      expect(before.Attributes).toEqual({ ...key('updates', 'told'), a: N(2), b: N(1) })
    })

    it('loses none of many concurrent additions', async () => {
      const addOne = () =>
        update('updates', 'counter', {
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': N(1) },
        })
      await Promise.all(Array.from({ length: 100 }, addOne))
      expect((await get('updates', 'counter'))?.n).toEqual(N(100))
    })

    it('lets one of two writers of the same revision through', async () => {
      await put({ ...key('updates', 'race'), rev: N(1) })
      const writer = () =>
        update('updates', 'race', {
          UpdateExpression: 'SET rev = :next',
          ConditionExpression: 'rev = :now',
          ExpressionAttributeValues: { ':now': N(1), ':next': N(2) },
        })
      const outcomes = await Promise.allSettled([writer(), writer(), writer()])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })
  })
}
