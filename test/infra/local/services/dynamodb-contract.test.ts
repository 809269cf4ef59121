import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { oracleBinary, oracleStore, ourStore, type Store } from './dynamodb-stores.ts'

const TableName = 'Contract'

const binary = oracleBinary()
const oracleMustRun = process.platform === 'linux' && process.arch === 'x64'

/** Rules of DynamoDB's documentation that the oracle 1.2.1 does not keep. */
const departures: readonly string[] = [
  // It looks for unused names and values while judging, so what is not reached counts as unused.
  'judges absent <> :v with {"N":"8"} as true',
  'judges absent = :v with {"N":"8"} as false',
  'judges #state = :v OR attribute_exists(absent) with {"S":"draft"} as true',
  'judges #state = :v AND attribute_exists(absent) with {"S":"draft"} as false',
  'judges #map.ready = :v with {"BOOL":true} as true',
  // It finds nothing, or gives back more, where DynamoDB refuses or leaves out.
  'refuses a sort key of another type',
  'refuse an attribute that they do not project',
  'read several items at one moment, missing ones as nothing',
]

describe('the local DynamoDB', () => contract(ourStore))

if (binary || oracleMustRun) {
  describe('the independent DynamoDB', () => {
    beforeEach(({ task, skip }) => skip(departures.includes(task.name), 'a fault of the oracle'))
    contract(() => oracleStore(binary ?? 'missing'))
  })
} else {
  describe('the independent DynamoDB', () => {
    it.skip(`is not tried: @dynoxide has no binary for ${process.platform} ${process.arch}`)
  })
}

type Item = Record<string, AttributeValue>

const S = (text: string): AttributeValue.SMember => ({ S: text })
const N = (value: number | string): AttributeValue.NMember => ({ N: String(value) })
const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) })

/** What must hold of every implementation. Each rule uses a partition of its own. */
function contract(start: () => Promise<Store>): void {
  let store: Store

  beforeAll(async () => {
    store = await start()
    await store.createTable(TableName, {
      AttributeDefinitions: ['pk', 'sk', 'dueShard', 'dueAt', 'workOwner', 'workAt', 'outbox'].map(
        (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
      ),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        index('due', 'dueShard', 'dueAt', 'INCLUDE', ['kind', 'level']),
        index('work', 'workOwner', 'workAt', 'ALL'),
        index('outbox', 'outbox', 'workAt', 'KEYS_ONLY'),
      ],
    })
  })

  afterAll(() => store?.close())

  const put = (item: Item, more: object = {}) =>
    store.client.send(new PutItemCommand({ TableName, Item: item, ...more }))
  const get = async (pk: string, sk: string) => {
    const input = { TableName, Key: key(pk, sk), ConsistentRead: true }
    return (await store.client.send(new GetItemCommand(input))).Item
  }
  const update = (pk: string, sk: string, more: Partial<UpdateItemCommandInput>) =>
    store.client.send(new UpdateItemCommand({ TableName, Key: key(pk, sk), ...more }))
  const query = (more: Partial<QueryCommandInput>) =>
    store.client.send(new QueryCommand({ TableName, ...more }))
  const transact = (items: TransactWriteItem[], token?: string) =>
    store.client.send(
      new TransactWriteItemsCommand({
        TransactItems: items,
        ...(token && { ClientRequestToken: token }),
      }),
    )
  const sks = (items: Item[] | undefined) => items?.map(({ sk }) => sk?.S)

  describe('single items', () => {
    it('gives back every type as it was put', async () => {
      const item: Item = {
        ...key('types', '1'),
        text: S('Ünï 😀'),
        empty: S(''),
        number: N('12345678901234567890.123'),
        bytes: { B: new Uint8Array([0, 1, 255]) },
        yes: { BOOL: true },
        nothing: { NULL: true },
        list: { L: [S('a'), { M: { deep: N(1) } }] },
        strings: { SS: ['a', 'b'] },
        numbers: { NS: ['1', '2'] },
      }
      await put(item)
      expect(await get('types', '1')).toEqual(item)
    })

    it('finds nothing under a key that was never written', async () => {
      expect(await get('types', 'never')).toBeUndefined()
    })

    it('replaces a whole item by a put, and tells the old one when asked', async () => {
      await put({ ...key('replace', '1'), a: N(1), b: N(2) })
      const { Attributes } = await put(
        { ...key('replace', '1'), a: N(3) },
        { ReturnValues: 'ALL_OLD' },
      )
      expect(Attributes).toEqual({ ...key('replace', '1'), a: N(1), b: N(2) })
      expect(await get('replace', '1')).toEqual({ ...key('replace', '1'), a: N(3) })
    })

    it('deletes an item, and deleting nothing is no error', async () => {
      await put(key('delete', '1'))
      const gone = new DeleteItemCommand({
        TableName,
        Key: key('delete', '1'),
        ReturnValues: 'ALL_OLD',
      })
      expect((await store.client.send(gone)).Attributes).toEqual(key('delete', '1'))
      expect(await get('delete', '1')).toBeUndefined()
      expect((await store.client.send(gone)).Attributes).toBeUndefined()
    })

    it('reads only the attributes a projection names', async () => {
      await put({ ...key('project', '1'), a: { M: { b: N(1), c: N(2) } }, d: N(3) })
      const input = { TableName, Key: key('project', '1'), ProjectionExpression: 'a.b, d' }
      const { Item } = await store.client.send(new GetItemCommand(input))
      expect(Item).toEqual({ a: { M: { b: N(1) } }, d: N(3) })
    })

    it.each([
      ['an item over 400 KB', { ...key('big', '1'), v: S('x'.repeat(410 * 1024)) }],
      ['an item over 400 KB in UTF-8', { ...key('big', '2'), v: S('ü'.repeat(206 * 1024)) }],
      ['an empty key', key('', '1')],
      ['a key of another type', { pk: N(1), sk: S('1') }],
      ['an item without its sort key', { pk: S('incomplete') }],
      ['an index key of another type', { ...key('badindex', '1'), dueShard: N(1) }],
      ['an empty index key', { ...key('badindex', '2'), dueShard: S('') }],
      ['an empty set', { ...key('badset', '1'), s: { SS: [] } }],
    ])('refuses %s', async (_what, item) => {
      await expect(put(item)).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('refuses a table that does not exist', async () => {
      const input = { TableName: 'Nowhere', Key: key('a', 'b') }
      await expect(store.client.send(new GetItemCommand(input))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      })
    })
  })

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
        const seen: (string | undefined)[] = []
        let start: Item | undefined
        do {
          const page = await query({
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :n)',
            ExpressionAttributeValues: values({ ':n': S('N#') }),
            Limit: 7,
            ScanIndexForward,
            ...(start && { ExclusiveStartKey: start }),
          })
          seen.push(...(sks(page.Items) ?? []))
          start = page.LastEvaluatedKey
        } while (start)
        const inOrder = Array.from({ length: 25 }, (_, n) => `N#${String(n).padStart(3, '0')}`)
        expect(seen).toEqual(ScanIndexForward ? inOrder : inOrder.reverse())
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
        const page = await store.client.send(new ScanCommand(input))
        seen.push(...(sks(page.Items) ?? []))
        start = page.LastEvaluatedKey
      } while (start)
      expect(seen).toHaveLength(28)
    })
  })

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
      const seen: (string | undefined)[] = []
      let start: Item | undefined
      do {
        const more = { Limit: 11, ...(start && { ExclusiveStartKey: start }) }
        const page = await inIndex('due', 'dueShard', 'crowd', more)
        seen.push(...(sks(page.Items) ?? []))
        start = page.LastEvaluatedKey
      } while (start)
      expect(seen.sort()).toEqual(all)
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
      const { Responses } = await store.client.send(
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
        store.client.send(
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

  describe('capacity', () => {
    it('is told when asked: whole kilobytes written, half blocks of four read', async () => {
      const asked = { ReturnConsumedCapacity: 'TOTAL' }
      const written = await put({ ...key('capacity', '1'), v: S('x'.repeat(2500)) }, asked)
      expect(written.ConsumedCapacity?.CapacityUnits).toBe(3)
      const read = await store.client.send(
        new GetItemCommand({
          TableName,
          Key: key('capacity', '1'),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      expect(read.ConsumedCapacity?.CapacityUnits).toBe(0.5)
    })

    it('counts the indexes a write touches', async () => {
      const item = { ...key('capacity', '2'), dueShard: S('cap'), dueAt: S('1') }
      const { ConsumedCapacity } = await put(item, { ReturnConsumedCapacity: 'TOTAL' })
      expect(ConsumedCapacity?.CapacityUnits).toBe(2)
    })

    it('is double in a transaction', async () => {
      const { ConsumedCapacity } = await store.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: key('capacity', '3') } }],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      expect(ConsumedCapacity?.[0]?.CapacityUnits).toBe(2)
    })
  })
}

function index(
  IndexName: string,
  hash: string,
  range: string,
  ProjectionType: string,
  attributes?: string[],
) {
  return {
    IndexName,
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType, ...(attributes && { NonKeyAttributes: attributes }) },
  }
}
