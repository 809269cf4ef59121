import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { type ContractCalls, type Item, key, N, S } from './contract-table.ts'

export function conditionRules(calls: ContractCalls): void {
  const { put, get, update } = calls

  describe('conditions', () => {
    it('puts only where nothing is, and tells what is there when asked', async () => {
      const once = { ConditionExpression: 'attribute_not_exists(pk)' }
      await put({ ...key('once', '1'), v: N(1) }, once)
      await expect(put({ ...key('once', '1'), v: N(2) }, once)).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
      })
      const telling = { ...once, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
      await expect(put({ ...key('once', '1'), v: N(2) }, telling)).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
        Item: { ...key('once', '1'), v: N(1) },
      })
      expect(await get('once', '1')).toEqual({ ...key('once', '1'), v: N(1) })
    })

    const facts: Item = {
      revision: N(7),
      state: S('draft'),
      tags: { SS: ['a', 'b'] },
      list: { L: [S('x'), S('y')] },
      map: { M: { ready: { BOOL: true } } },
      bytes: { B: new Uint8Array([1, 2, 3]) },
    }
    it.each([
      ['revision = :v', N(7), true],
      ['revision = :v', N(8), false],
      ['revision = :v', S('7'), false],
      ['revision <> :v', N(8), true],
      ['absent <> :v', N(8), true],
      ['absent = :v', N(8), false],
      ['revision > :v', N(10), false],
      ['revision < :v', N(10), true],
      ['revision BETWEEN :v AND :v', N(7), true],
      ['begins_with(#state, :v)', S('dra'), true],
      ['contains(tags, :v)', S('b'), true],
      ['contains(#list, :v)', S('z'), false],
      ['contains(#state, :v)', S('raf'), true],
      ['size(tags) = :v', N(2), true],
      ['size(bytes) = :v', N(3), true],
      ['attribute_type(#map, :v)', S('M'), true],
      ['#map.ready = :v', { BOOL: true }, true],
      ['#list[1] = :v', S('y'), true],
      ['#state IN (:v, :w)', S('draft'), true],
      ['NOT #state = :v', S('signed'), true],
      ['#state = :v OR attribute_exists(absent)', S('draft'), true],
      ['#state = :v AND attribute_exists(absent)', S('draft'), false],
      ['(#state = :v OR revision = :w) AND attribute_exists(tags)', S('x'), false],
    ] as [string, AttributeValue, boolean][])(
      'judges %s with %j as %s',
      async (expression, value, holds) => {
        const sk = `${expression} ${JSON.stringify(value)}`
        await put({ ...key('conditions', sk), ...facts })
        const names = { '#state': 'state', '#list': 'list', '#map': 'map' }
        const change = update('conditions', sk, {
          UpdateExpression: 'SET touched = :touched',
          ConditionExpression: expression,
          ExpressionAttributeValues: {
            ':touched': { BOOL: true },
            ':v': value,
            ...(expression.includes(':w') && { ':w': S('signed') }),
          },
          ...(/#/.test(expression) && {
            ExpressionAttributeNames: Object.fromEntries(
              Object.entries(names).filter(([name]) => expression.includes(name)),
            ),
          }),
        })
        if (holds) await change
        else await expect(change).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
        expect('touched' in ((await get('conditions', sk)) ?? {})).toBe(holds)
      },
    )

    it.each([
      ['a reserved word', { UpdateExpression: 'SET status = :v' }, { ':v': N(1) }],
      ['a value that is not used', { UpdateExpression: 'SET a = :v' }, { ':v': N(1), ':w': N(2) }],
      ['a value that is not given', { UpdateExpression: 'SET a = :w' }, { ':v': N(1) }],
      ['a change of the key', { UpdateExpression: 'SET pk = :v' }, { ':v': S('x') }],
      ['two changes of one attribute', { UpdateExpression: 'SET a = :v, a = :v' }, { ':v': N(1) }],
      ['broken syntax', { UpdateExpression: 'SET a == :v' }, { ':v': N(1) }],
      ['an index key of another type', { UpdateExpression: 'SET dueShard = :v' }, { ':v': N(1) }],
    ])('refuses %s', async (_what, input, values) => {
      const change = update('invalid', '1', { ...input, ExpressionAttributeValues: values })
      await expect(change).rejects.toMatchObject({ name: 'ValidationException' })
      expect(await get('invalid', '1')).toBeUndefined()
    })
  })
}
