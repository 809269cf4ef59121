import {
  type ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractTable, type Item, key, N, S } from './contract-table.ts'
import { oracleStore, ourStore, type Store, whyNoOracle } from './stores.ts'

// Few keys and few values, so that deeds meet each other.
const pk = fc.constantFrom('a', 'b')
const sk = fc.constantFrom('1', '2', '2#x', '3')
const number = fc.integer({ min: -3, max: 12 })
const moment = fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-10')
const due = fc.option(
  fc.record({ dueShard: fc.constantFrom(S('D0'), S('D1')), dueAt: moment.map(S) }),
  {
    nil: {},
  },
)

const item = fc
  .record({ pk, sk, n: number, due, kind: fc.constantFrom('note', 'plan') })
  .map(({ pk, sk, n, due, kind }): Item => ({ ...key(pk, sk), n: N(n), kind: S(kind), ...due }))

const condition = fc.oneof(
  fc.constant({}),
  fc.constant({ ConditionExpression: 'attribute_not_exists(pk)' }),
  fc.constant({ ConditionExpression: 'attribute_exists(pk)' }),
  fc.constant({ ConditionExpression: 'attribute_exists(dueShard)' }),
  fc.constant({ ConditionExpression: 'NOT attribute_exists(dueShard)' }),
)

const change = fc.oneof(
  number.map((n) => ({
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': N(n) },
  })),
  number.map((n) => ({ UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': N(n) } })),
  moment.map((at) => ({
    UpdateExpression: 'SET dueShard = :shard, dueAt = :at',
    ExpressionAttributeValues: { ':shard': S('D0'), ':at': S(at) },
  })),
  fc.constant({ UpdateExpression: 'REMOVE dueShard' }),
  number.map((n) => ({
    UpdateExpression: 'SET m = if_not_exists(m, :n) REMOVE kind',
    ExpressionAttributeValues: { ':n': N(n) },
  })),
)

const telling = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
const asPut = fc.tuple(item, condition).map(([Item, when]) => ({ Item, ...when, ...telling }))
const asUpdate = fc
  .tuple(pk, sk, change, condition)
  .map(([pk, sk, what, when]) => ({ Key: key(pk, sk), ...what, ...when, ...telling }))
const asDelete = fc
  .tuple(pk, sk, condition)
  .map(([pk, sk, when]) => ({ Key: key(pk, sk), ...when, ...telling }))

const put = asPut.map((input) => ({ deed: 'put' as const, input }))
const update = asUpdate.map((input) => ({ deed: 'update' as const, input }))
const remove = asDelete.map((input) => ({ deed: 'delete' as const, input }))

const part = fc.oneof(
  asPut.map((Put) => ({ Put })),
  asUpdate.map((Update) => ({ Update })),
  asDelete.map((Delete) => ({ Delete })),
)
const transaction = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((input) => ({ deed: 'transaction' as const, input }))

const range = fc.constantFrom(
  'sk = :v',
  'sk < :v',
  'sk <= :v',
  'sk > :v',
  'sk >= :v',
  'begins_with(sk, :v)',
)
const query = fc
  .record({ pk, range, sk, Limit: fc.constantFrom(1, 2, 9), ScanIndexForward: fc.boolean() })
  .map(({ pk, range, sk, ...more }) => ({
    KeyConditionExpression: `pk = :pk AND ${range}`,
    ExpressionAttributeValues: { ':pk': S(pk), ':v': S(sk) },
    ...more,
  }))
  .map((input) => ({ deed: 'query' as const, input }))

const queryIndex = fc
  .tuple(fc.constantFrom('D0', 'D1'), moment)
  .map(([shard, until]) => ({
    IndexName: 'due',
    KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
    ExpressionAttributeValues: { ':shard': S(shard), ':until': S(until) },
  }))
  .map((input) => ({ deed: 'query' as const, input }))

type Deed = typeof deeds extends fc.Arbitrary<(infer One)[]> ? One : never

function run(client: DynamoDBClient, TableName: string, { deed, input }: Deed): Promise<unknown> {
  switch (deed) {
    case 'put':
      return client.send(new PutItemCommand({ TableName, ReturnValues: 'ALL_OLD', ...input }))
    case 'update':
      return client.send(new UpdateItemCommand({ TableName, ReturnValues: 'ALL_NEW', ...input }))
    case 'delete':
      return client.send(new DeleteItemCommand({ TableName, ReturnValues: 'ALL_OLD', ...input }))
    case 'query':
      return client.send(new QueryCommand({ TableName, ...input }))
    case 'transaction': {
      const TransactItems = input.map((each) =>
        Object.fromEntries(
          Object.entries(each).map(([kind, what]) => [kind, { TableName, ...what }]),
        ),
      ) as TransactWriteItem[]
      return client.send(new TransactWriteItemsCommand({ TransactItems }))
    }
  }
}

const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: put },
    { weight: 4, arbitrary: update },
    { weight: 2, arbitrary: remove },
    { weight: 3, arbitrary: transaction },
    { weight: 2, arbitrary: query },
    { weight: 2, arbitrary: queryIndex },
  ),
  { minLength: 15, maxLength: 40 },
)

describe('any sequence of deeds', () => {
  const reason = whyNoOracle()
  if (reason) {
    it.skip(`is not tried: ${reason}`)
    return
  }
  let ours: Store
  let oracle: Store
  let tables = 0

  beforeAll(async () => {
    ours = await ourStore()
    oracle = await oracleStore()
  })

  afterAll(async () => {
    await Promise.all([ours?.close(), oracle?.close()])
  })

  it('has the same outcomes here as on an independent DynamoDB', async () => {
    const check = fc.asyncProperty(deeds, async (sequence) => {
      tables += 1
      const table = `Differential${tables}`
      await Promise.all([ours, oracle].map((store) => store.createTable(table, contractTable)))
      for (const [at, deed] of sequence.entries()) {
        const outcomes = await Promise.all(
          [ours, oracle].map(({ client }) => outcomeOf(run(client, table, deed), deed)),
        )
        expect({ at, deed, outcome: outcomes[0] }).toEqual({ at, deed, outcome: outcomes[1] })
      }
    })
    await fc.assert(check, { numRuns: 40, seed: 20260308, endOnFailure: true })
  })
})

/** What a caller sees of a deed, without what DynamoDB promises nothing about. */
async function outcomeOf(running: Promise<unknown>, { input }: Deed): Promise<unknown> {
  try {
    const { Attributes, Items, Count, ScannedCount } = (await running) as QueryCommandOutput & {
      Attributes?: Item
    }
    // Entries with one and the same index key come in any order.
    const items = 'IndexName' in input ? Items?.toSorted(byKey) : Items
    return { Attributes, items, Count, ScannedCount }
  } catch (error) {
    const { name, CancellationReasons: reasons } = error as TransactionCanceledException
    const { Item: old } = error as ConditionalCheckFailedException
    return { name, old, reasons: reasons?.map(({ Code, Item }) => ({ Code, Item })) }
  }
}

const byKey = (a: Item, b: Item) => (nameOf(a) < nameOf(b) ? -1 : 1)

const nameOf = ({ pk, sk }: Item) => `${pk?.S}/${sk?.S}`
