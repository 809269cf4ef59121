import {
  type AttributeValue,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  RestoreTableToPointInTimeCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableProperties } from '../../../../../infra/local/services/service.ts'
import { allowAll, startServices, type TestServices } from '../start-services.ts'
import { contractTable, key, N, S } from './contract-table.ts'

type Item = Record<string, AttributeValue>

const DAY = 86_400_000
const properties: TableProperties = {
  ...contractTable,
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
}

let test: TestServices
let db: DynamoDBClient
let made = 0

beforeAll(async () => {
  test = await startServices()
  db = test.clientsOf('operator', allowAll).dynamodb
})
afterAll(() => test.close())

/** A table of its own for each rule, and the second after everything so far. */
async function newTable(more: Partial<TableProperties> = {}): Promise<string> {
  made++
  const name = `Table${made}`
  await test.services.dynamodb.createTable(name, { ...properties, ...more })
  return name
}
function nextSecond(): Date {
  const second = new Date(Math.floor(test.now() / 1000) * 1000)
  test.advance(2_000)
  return second
}
const put = (TableName: string, item: Item) =>
  db.send(new PutItemCommand({ TableName, Item: item }))
const restore = (source: string, RestoreDateTime: Date, target = `${source}-back`) =>
  db.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: source,
      TargetTableName: target,
      RestoreDateTime,
    }),
  )
const texts = async (table: string) =>
  (await test.services.dynamodb.items(table)).map((item) => JSON.stringify(item)).sort()

describe('a table with point-in-time recovery', () => {
  it('is put back to a second: changed, deleted, expired and added items alike', async () => {
    const table = await newTable()
    await put(table, { ...key('p', 'changed'), n: N(1) })
    await put(table, { ...key('p', 'deleted'), n: N(1) })
    await put(table, { ...key('p', 'untouched'), n: N(1) })
    await put(table, { ...key('p', 'expired'), expires: N(Math.floor(test.now() / 1000) + 60) })
    const before = await texts(table)
    const second = nextSecond()

    await db.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key('p', 'changed'),
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': N(2) },
      }),
    )
    await put(table, { ...key('p', 'changed'), n: N(3) })
    await db.send(new DeleteItemCommand({ TableName: table, Key: key('p', 'deleted') }))
    await db.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: table, Item: key('p', 'added') } }],
      }),
    )
    test.advance(120_000)
    expect(await test.services.dynamodb.sweepExpired()).toBe(1)

    await restore(table, second)
    expect(await texts(`${table}-back`)).toEqual(before)
    expect((await texts(table)).length).toBe(3)
  })

  it('comes back with its indexes and without stream, expiry and recovery', async () => {
    const table = await newTable()
    await put(table, { ...key('p', 'due'), dueShard: S('due#0'), dueAt: S('2026'), kind: S('k') })
    await restore(table, nextSecond())
    const TableName = `${table}-back`
    const { Items } = await db.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :shard',
        ExpressionAttributeValues: { ':shard': S('due#0') },
      }),
    )
    expect(Items).toHaveLength(1)
    const { Table } = await db.send(new DescribeTableCommand({ TableName }))
    expect(Table?.LatestStreamArn).toBeUndefined()
    expect(Table?.DeletionProtectionEnabled).toBe(false)
    await expect(restore(TableName, nextSecond())).rejects.toMatchObject({
      name: 'PointInTimeRecoveryUnavailableException',
    })
    // What the operator does next: stream, expiry and recovery, as the template says.
    const { streamArn } = await test.services.dynamodb.createTable(TableName, properties)
    expect(streamArn).toContain(TableName)
  })

  it.each([
    ['before it was made', () => new Date(test.now() - DAY)],
    ['to come', () => new Date(test.now() + DAY)],
  ])('is put back to no moment %s, and nothing is made', async (_which, moment) => {
    const table = await newTable()
    await expect(restore(table, moment())).rejects.toMatchObject({
      name: 'InvalidRestoreTimeException',
    })
    await expect(
      db.send(new DescribeTableCommand({ TableName: `${table}-back` })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('is never restored over a table that is there', async () => {
    const [table, other] = [await newTable(), await newTable()]
    await put(other, key('p', 'own'))
    const before = await texts(other)
    await expect(restore(table, nextSecond(), other)).rejects.toMatchObject({
      name: 'TableAlreadyExistsException',
    })
    expect(await texts(other)).toEqual(before)
  })

  it('reaches back 35 days, and keeps nothing from before', async () => {
    const table = await newTable()
    await put(table, { ...key('p', 'a'), n: N(1) })
    const first = nextSecond()
    await put(table, { ...key('p', 'a'), n: N(2) })
    test.advance(20 * DAY)
    await restore(table, first, `${table}-in-time`)
    expect((await texts(`${table}-in-time`))[0]).toContain('"n":{"N":"1"}')
    test.advance(16 * DAY)
    await test.services.dynamodb.sweepExpired()
    await expect(restore(table, first)).rejects.toMatchObject({
      name: 'InvalidRestoreTimeException',
    })
    await put(table, { ...key('p', 'a'), n: N(3) })
    const { dynamodb } = test.services
    expect(await dynamodb.items(table)).toHaveLength(1)
  })

  it('is put back by whoever may do so, and nobody else', async () => {
    const table = await newTable()
    const reader = test.clientsOf('reader', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'dynamodb:Query', Resource: '*' },
    })
    const input = { SourceTableName: table, TargetTableName: 'Mine', UseLatestRestorableTime: true }
    const command = new RestoreTableToPointInTimeCommand(input)
    await expect(reader.dynamodb.send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    await expect(db.send(new DescribeTableCommand({ TableName: 'Mine' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

it('a table without it keeps no past', async () => {
  const table = await newTable({
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
  })
  await put(table, key('p', 'a'))
  await expect(restore(table, nextSecond())).rejects.toMatchObject({
    name: 'PointInTimeRecoveryUnavailableException',
  })
})
