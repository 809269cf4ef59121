import { TransactGetItemsCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { type ContractCalls, type Item, key, N, S, sks, TableName } from './contract-table.ts'

export function transactionRules(calls: ContractCalls): void {
  const { put, get, query, transact } = calls

  describe('transactions', () => {
    const putIfAbsent = (pk: string, sk: string, more: Item = {}): TransactWriteItem => ({
      Put: {
        TableName,
        Item: { ...key(pk, sk), ...more },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    })

    it('put, update, delete and check together', async () => {
      await put({ ...key('together', 'delete'), v: N(1) })
      await put({ ...key('together', 'check'), v: N(1) })
      await transact([
        putIfAbsent('together', 'put'),
        {
          Update: {
            TableName,
            Key: key('together', 'update'),
            UpdateExpression: 'SET v = :v',
            ExpressionAttributeValues: { ':v': N(2) },
          },
        },
        { Delete: { TableName, Key: key('together', 'delete') } },
        {
          ConditionCheck: {
            TableName,
            Key: key('together', 'check'),
            ConditionExpression: 'v = :v',
            ExpressionAttributeValues: { ':v': N(1) },
          },
        },
      ])
      const { Items } = await query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S('together') },
      })
      expect(sks(Items)).toEqual(['check', 'put', 'update'])
    })

    it('do nothing when one condition fails, and say which, with the old item', async () => {
      await put({ ...key('cancel', 'taken'), v: N(1) })
      const cancelled = transact([putIfAbsent('cancel', 'free'), putIfAbsent('cancel', 'taken')])
      await expect(cancelled).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: { ...key('cancel', 'taken'), v: N(1) } },
        ],
      })
      expect(await get('cancel', 'free')).toBeUndefined()
    })

    it('tell no old item where it was not asked for', async () => {
      await put(key('silent', '1'))
      const cancelled = transact([
        {
          ConditionCheck: {
            TableName,
            Key: key('silent', '1'),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ])
      const reasons = await cancelled.catch((error) => error.CancellationReasons)
      expect(reasons).toMatchObject([{ Code: 'ConditionalCheckFailed' }])
      expect(reasons[0].Item).toBeUndefined()
    })

    it('refuse two deeds on one item', async () => {
      const twice = transact([putIfAbsent('twice', '1'), putIfAbsent('twice', '1')])
      await expect(twice).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('take 100 items and refuse 101', async () => {
      const items = Array.from({ length: 101 }, (_, n) => putIfAbsent('hundred', String(n)))
      await expect(transact(items)).rejects.toMatchObject({ name: 'ValidationException' })
      await transact(items.slice(0, 100))
      const { Count } = await query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S('hundred') },
        Select: 'COUNT',
      })
      expect(Count).toBe(100)
    })

    it('refuse more than 4 MB, and store nothing of it', async () => {
      const v = S('x'.repeat(390 * 1024))
      const items = Array.from({ length: 12 }, (_, n) => putIfAbsent('heavy4', String(n), { v }))
      await expect(transact(items)).rejects.toMatchObject({
        name: expect.stringMatching(/^(ValidationException|TransactionCanceledException)$/),
      })
      expect(await get('heavy4', '0')).toBeUndefined()
    })

    it('happen once per request token, and refuse the token for another request', async () => {
      const addTo = (sk: string): TransactWriteItem[] => [
        {
          Update: {
            TableName,
            Key: key('token', sk),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': N(1) },
          },
        },
      ]
      await transact(addTo('1'), 'token-one')
      await transact(addTo('1'), 'token-one')
      expect((await get('token', '1'))?.n).toEqual(N(1))
      await expect(transact(addTo('2'), 'token-one')).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      })
    })

    it('keep the indexes right', async () => {
      await transact([
        putIfAbsent('txindex', '1', { dueShard: S('tx'), dueAt: S('1') }),
        putIfAbsent('txindex', '2', { dueShard: S('tx'), dueAt: S('2') }),
      ])
      await transact([
        { Delete: { TableName, Key: key('txindex', '1') } },
        {
          Update: {
            TableName,
            Key: key('txindex', '2'),
            UpdateExpression: 'SET dueAt = :at',
            ExpressionAttributeValues: { ':at': S('3') },
          },
        },
      ])
      const { Items } = await query({
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :v',
        ExpressionAttributeValues: { ':v': S('tx') },
      })
      expect(Items).toEqual([{ ...key('txindex', '2'), dueShard: S('tx'), dueAt: S('3') }])
    })

    it('read several items at one moment, missing ones as nothing', async () => {
      await put({ ...key('read', '1'), v: N(1), w: N(2) })
      const { Responses } = await calls.client().send(
        new TransactGetItemsCommand({
          TransactItems: [
            { Get: { TableName, Key: key('read', '1'), ProjectionExpression: 'v' } },
            { Get: { TableName, Key: key('read', '2') } },
          ],
        }),
      )
      expect(Responses?.[0]?.Item).toEqual({ v: N(1) })
      expect(Responses?.[1]?.Item).toBeUndefined()
    })

    it('are never seen half done', async () => {
      const both = (v: number): TransactWriteItem[] =>
        ['a', 'b'].map((sk) => ({ Put: { TableName, Item: { ...key('halves', sk), v: N(v) } } }))
      await transact(both(0))
      const readBoth = () =>
        calls.client().send(
          new TransactGetItemsCommand({
            TransactItems: ['a', 'b'].map((sk) => ({ Get: { TableName, Key: key('halves', sk) } })),
          }),
        )
      const rounds = Array.from(
        { length: 20 },
        (_, n) => [transact(both(n + 1)), readBoth()] as const,
      )
      for (const [, reading] of rounds) {
        const { Responses = [] } = await reading
        expect(Responses[0]?.Item?.v).toEqual(Responses[1]?.Item?.v)
      }
      await Promise.all(rounds.map(([writing]) => writing))
    })
  })
}
