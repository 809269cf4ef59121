import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableProperties } from '../../../../../infra/local/services/service.ts'
import { allowAll, startServices, type TestServices } from '../start-services.ts'

const attributes = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))

const properties: TableProperties = {
  AttributeDefinitions: attributes('pk', 'sk'),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
}

const byState: TableProperties = {
  ...properties,
  AttributeDefinitions: attributes('pk', 'sk', 'state'),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byState',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
}

const key = (pk: string, sk = '1') => ({ pk: { S: pk }, sk: { S: sk } })

let test: TestServices
let dynamodb: DynamoDBClient

beforeAll(async () => {
  test = await startServices()
  dynamodb = test.clientsOf('owner', allowAll).dynamodb
})

afterAll(() => test?.close())

describe('a stream', () => {
  const TableName = 'Streamed'
  const put = (pk: string, more: object = {}) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { ...key(pk), ...more } }))
  const records = (after?: string) => test.services.dynamodb.streamRecords(TableName, after, 1000)
  const last = async () => (await records()).at(-1)?.dynamodb?.SequenceNumber

  beforeAll(async () => {
    const StreamSpecification = { StreamViewType: 'NEW_IMAGE' }
    await test.services.dynamodb.createTable(TableName, { ...properties, StreamSpecification })
  })

  it('tells every change with its new image and never the old one', async () => {
    const before = await last()
    await put('life', { v: { N: '1' } })
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: key('life'),
        UpdateExpression: 'SET v = :v',
        ExpressionAttributeValues: { ':v': { N: '2' } },
      }),
    )
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: key('life') }))
    const told = await records(before)
    expect(
      told.map(({ eventName, dynamodb: change }) => [
        eventName,
        change?.NewImage,
        change?.OldImage,
      ]),
    ).toEqual([
      ['INSERT', { ...key('life'), v: { N: '1' } }, undefined],
      ['MODIFY', { ...key('life'), v: { N: '2' } }, undefined],
      ['REMOVE', undefined, undefined],
    ])
    expect(told.every(({ dynamodb: change }) => change?.Keys?.pk?.S === 'life')).toBe(true)
  })

  it('says nothing of a write that changes nothing or is refused', async () => {
    await put('still', { v: { N: '1' } })
    const before = await last()
    await put('still', { v: { N: '1' } })
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: key('not there') }))
    const refused = dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: key('still'),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )
    await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    expect(await records(before)).toEqual([])
  })

  it('tells a transaction whole and a cancelled one not at all', async () => {
    const before = await last()
    const items = ['t1', 't2'].map((pk) => ({
      Put: { TableName, Item: key(pk), ConditionExpression: 'attribute_not_exists(pk)' },
    }))
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }))
    const again = dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }))
    await expect(again).rejects.toMatchObject({ name: 'TransactionCanceledException' })
    expect((await records(before)).map(({ dynamodb: change }) => change?.Keys?.pk?.S)).toEqual([
      't1',
      't2',
    ])
  })

  it('is read on from a record, in order, by pages', async () => {
    const before = await last()
    for (const pk of ['s1', 's2', 's3']) await put(pk)
    const page = await test.services.dynamodb.streamRecords(TableName, before, 2)
    const rest = await records(page.at(-1)?.dynamodb?.SequenceNumber)
    const keys = [...page, ...rest].map(({ dynamodb: change }) => change?.Keys?.pk?.S)
    expect(keys).toEqual(['s1', 's2', 's3'])
    const numbers = [...page, ...rest].map(({ dynamodb: change }) => change?.SequenceNumber)
    expect(numbers).toEqual(numbers.toSorted())
  })

  it('calls its listeners once the change can be read', async () => {
    const before = await last()
    const seen = new Promise<number>((resolve) => {
      const stop = test.services.dynamodb.onStreamRecords((table) => {
        stop()
        expect(table).toBe(TableName)
        records(before).then(({ length }) => resolve(length))
      })
    })
    await put('heard')
    expect(await seen).toBe(1)
  })

  it('forgets what it is told to, and nothing after it', async () => {
    await put('trim1')
    const upTo = await last()
    await put('trim2')
    await test.services.dynamodb.trimStream(TableName, upTo ?? '')
    expect((await records()).map(({ dynamodb: change }) => change?.Keys?.pk?.S)).toEqual(['trim2'])
  })
})

describe('expiry', () => {
  const TableName = 'Expiring'
  const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true }
  const StreamSpecification = { StreamViewType: 'NEW_IMAGE' }
  const inSeconds = (seconds: number) => ({
    N: String(Math.floor(test.now() / 1000) + seconds),
  })
  const put = (pk: string, more: object) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { ...key(pk), ...more } }))
  const present = async () =>
    (await test.services.dynamodb.items(TableName)).map(({ pk }) => (pk as { S: string }).S)

  beforeAll(() =>
    test.services.dynamodb.createTable(TableName, {
      ...properties,
      TimeToLiveSpecification,
      StreamSpecification,
    }),
  )

  it('removes what is due by the clock, as a service, and leaves the rest', async () => {
    await put('soon', { expires: inSeconds(60) })
    await put('later', { expires: inSeconds(3600) })
    await put('never', {})
    await put('odd', { expires: { S: 'tomorrow' } })
    expect(await test.services.dynamodb.sweepExpired()).toBe(0)
    test.advance(120_000)
    expect(await test.services.dynamodb.sweepExpired()).toBe(1)
    expect(await present()).toEqual(['later', 'never', 'odd'])
    const [removal] = (await test.services.dynamodb.streamRecords(TableName, undefined, 100)).slice(
      -1,
    )
    expect(removal).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: { Keys: key('soon') },
    })
  })

  it('follows an item whose time is moved or taken away', async () => {
    await put('moved', { expires: inSeconds(60) })
    await put('kept', { expires: inSeconds(60) })
    await put('moved', { expires: inSeconds(900) })
    await dynamodb.send(
      new UpdateItemCommand({ TableName, Key: key('kept'), UpdateExpression: 'REMOVE expires' }),
    )
    test.advance(300_000)
    expect(await test.services.dynamodb.sweepExpired()).toBe(0)
    test.advance(900_000)
    expect(await test.services.dynamodb.sweepExpired()).toBe(1)
    expect(await present()).toContain('kept')
  })
})

describe('a table', () => {
  it('says what it was made with', async () => {
    const made = await test.services.dynamodb.createTable('Described', {
      ...byState,
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    })
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'Described' }))
    expect(Table).toMatchObject({
      TableArn: made.tableArn,
      LatestStreamArn: made.streamArn,
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [
        { IndexName: 'byState', Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    })
  })

  it('keeps items, stream and sequence over a restart, and fills an index added later', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'noteseal-tables-'))
    const StreamSpecification = { StreamViewType: 'NEW_IMAGE' }
    const TableName = 'Kept'
    const item = { ...key('a'), state: { S: 'draft' } }

    const first = await startServices({ dir })
    const made = await first.services.dynamodb.createTable(TableName, {
      ...properties,
      StreamSpecification,
    })
    await first
      .clientsOf('owner', allowAll)
      .dynamodb.send(new PutItemCommand({ TableName, Item: item }))
    await first.close()

    const second = await startServices({ dir })
    const again = await second.services.dynamodb.createTable(TableName, {
      ...byState,
      StreamSpecification,
    })
    expect(again).toEqual(made)
    const { dynamodb: client } = second.clientsOf('owner', allowAll)
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'byState',
        KeyConditionExpression: '#state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': { S: 'draft' } },
      }),
    )
    expect(Items).toEqual([item])
    await client.send(new PutItemCommand({ TableName, Item: key('b') }))
    const records = await second.services.dynamodb.streamRecords(TableName, undefined, 10)
    expect(records.map(({ dynamodb: change }) => change?.Keys?.pk?.S)).toEqual(['a', 'b'])
    await second.close()
    await rm(dir, { recursive: true })
  })

  it('is not made anew with another key: its items would be lost', async () => {
    await test.services.dynamodb.createTable('Keyed', properties)
    await dynamodb.send(new PutItemCommand({ TableName: 'Keyed', Item: key('a') }))
    const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }]
    const other = test.services.dynamodb.createTable('Keyed', { ...properties, KeySchema })
    await expect(other).rejects.toThrow(/replaced/)
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'Keyed', Key: key('a') }))
    expect(Item).toEqual(key('a'))
  })

  it('refuses calls the stand-in does not have, loudly', async () => {
    const { DeleteTableCommand } = await import('@aws-sdk/client-dynamodb')
    const gone = dynamodb.send(new DeleteTableCommand({ TableName: 'Keyed' }))
    await expect(gone).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 501 },
    })
    expect(test.logged.join('\n')).toMatch(/dynamodb DeleteTable for owner: 501/)
  })
})
