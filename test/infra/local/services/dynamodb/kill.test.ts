import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  RestoreTableToPointInTimeCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../../../../../infra/local/services/service.ts'
import { allowAll, clientsFor, startServices } from '../start-services.ts'
import { killedTable } from './killed-table.ts'

const TableName = killedTable.name
const rounds = 4
const writers = 8

interface Item {
  readonly pk: { S: string }
  readonly sk: { S: string }
  readonly n?: { N: string }
  readonly dueShard?: { S: string }
  readonly dueAt?: { S: string }
}

/** What the writers were told was done: the least that must be there after the crash. */
interface Acknowledged {
  readonly put: Set<string>
  readonly deleted: Set<string>
  readonly pairs: Set<string>
  /** Additions by counter. */
  readonly added: Map<string, number>
}

let dir: string
/** The second in which the table was made, over before anything is written. */
let began: number

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-kill-'))
  const test = await startServices({ dir })
  await test.services.dynamodb.createTable(TableName, killedTable.properties)
  await test.close()
  began = Date.now()
  await delay(1000 - (began % 1000))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

describe('a kill -9 under load', () => {
  const done: Acknowledged = {
    put: new Set(),
    deleted: new Set(),
    pairs: new Set(),
    added: new Map(),
  }

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'loses nothing acknowledged and leaves nothing half done, round %i',
    async (round) => {
      await crashUnderLoad(round, done)

      const { items, stream, inIndex, putBack } = await whatIsLeft()

      const present = new Set(items.map(nameOf))
      expect([...done.put].filter((name) => !present.has(name))).toEqual([])
      expect([...done.deleted].filter((name) => present.has(name))).toEqual([])
      expect([...done.pairs].filter((pair) => !present.has(`pair/${pair}-a`))).toEqual([])
      expect(items.filter(({ pk, sk }) => pk.S === 'pair' && !present.has(twinOf(sk.S)))).toEqual(
        [],
      )
      for (const [counter, count] of done.added) {
        const item = items.find((each) => nameOf(each) === `counter/${counter}`)
        expect(Number(item?.n?.N)).toBeGreaterThanOrEqual(count)
      }
      expect(inIndex).toEqual(expectedIndex(items))
      expect(replayed(stream)).toEqual(items.map((item) => JSON.stringify(item)).sort())
      // To before its first item: each change must have left what it takes to undo it.
      expect(putBack).toEqual([])
    },
  )

  it('had something to lose', () => {
    expect(done.put.size).toBeGreaterThan(100)
    expect(done.deleted.size).toBeGreaterThan(20)
    expect(done.pairs.size).toBeGreaterThan(20)
    expect([...done.added.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20)
  })
})

async function whatIsLeft() {
  const test = await startServices({ dir })
  try {
    const { dynamodb: tables } = test.services
    await tables.createTable(TableName, killedTable.properties)
    const items = (await tables.items(TableName)) as unknown as Item[]
    const stream = await tables.streamRecords(TableName, undefined, 1_000_000)
    const { dynamodb } = test.clientsOf('owner', allowAll)
    const TargetTableName = `${TableName}-${stream.length}`
    await dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: TableName,
        TargetTableName,
        RestoreDateTime: new Date(began),
      }),
    )
    const putBack = await tables.items(TargetTableName)
    return { items, stream, inIndex: await wholeIndex(dynamodb), putBack }
  } finally {
    await test.close()
  }
}

async function crashUnderLoad(round: number, done: Acknowledged): Promise<void> {
  const { child, endpoints } = await startChild()
  const { dynamodb } = clientsFor(endpoints, 'AKowner', 'secret of owner')
  let left = 120 * round
  const load = Array.from({ length: writers }, (_, writer) =>
    write(dynamodb, `${round}-${writer}`, done, () => {
      left -= 1
      // No warning and in the midst of the other writers' requests.
      if (left === 0) child.kill('SIGKILL')
    }),
  )
  await Promise.all(load)
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  dynamodb.destroy()
}

async function startChild(): Promise<{ child: ChildProcess; endpoints: Services['endpoints'] }> {
  const script = fileURLToPath(new URL('./services-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('The process has no output')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The process ended')))
  const started = once(createInterface(child.stdout), 'line') as Promise<[string]>
  ended.catch(() => undefined)
  const [line] = await Promise.race([started, ended])
  return { child, endpoints: JSON.parse(line) as Services['endpoints'] }
}

/** Writes until the service is gone. Everything before `acknowledged` may or may not have happened. */
async function write(
  dynamodb: DynamoDBClient,
  writer: string,
  done: Acknowledged,
  acknowledged: () => void,
): Promise<void> {
  for (let n = 0; ; n += 1) {
    const name = `${writer}-${n}`
    try {
      await dynamodb.send(new PutItemCommand({ TableName, Item: item('note', name, n) }))
      done.put.add(`note/${name}`)
      acknowledged()
      await dynamodb.send(new PutItemCommand({ TableName, Item: item('note', name, n + 1) }))
      acknowledged()
      await dynamodb.send(addOne(writer))
      done.added.set(writer, (done.added.get(writer) ?? 0) + 1)
      acknowledged()
      await dynamodb.send(pair(name))
      done.pairs.add(name)
      acknowledged()
      const gone = `gone-${name}`
      await dynamodb.send(new PutItemCommand({ TableName, Item: item('note', gone, n) }))
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: key('note', gone) }))
      done.deleted.add(`note/${gone}`)
      acknowledged()
    } catch (error) {
      if (
        error instanceof Error &&
        /ECONN|socket|EPIPE|hang up/i.test(`${error.name} ${error.message}`)
      )
        return
      throw error
    }
  }
}

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } })

const item = (pk: string, sk: string, n: number) => ({
  ...key(pk, sk),
  n: { N: String(n) },
  dueShard: { S: `due#${n % 2}` },
  dueAt: { S: `2026-01-${String((n % 28) + 1).padStart(2, '0')}` },
})

const addOne = (counter: string) =>
  new UpdateItemCommand({
    TableName,
    Key: key('counter', counter),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  })

const pair = (name: string) =>
  new TransactWriteItemsCommand({
    TransactItems: [
      { Put: { TableName, Item: item('pair', `${name}-a`, 0) } },
      { Put: { TableName, Item: item('pair', `${name}-b`, 1) } },
    ],
  })

const twinOf = (half: string) =>
  `pair/${half.replace(/-[ab]$/, (end) => (end === '-a' ? '-b' : '-a'))}`

const nameOf = ({ pk, sk }: Item) => `${pk.S}/${sk.S}`

async function wholeIndex(dynamodb: DynamoDBClient): Promise<string[]> {
  const entries: string[] = []
  for (const shard of ['due#0', 'due#1']) {
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey']
    do {
      const page = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard',
          ExpressionAttributeValues: { ':shard': { S: shard } },
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      )
      entries.push(...(page.Items ?? []).map((entry) => entryOf(entry as unknown as Item)))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey)
  }
  return entries.sort()
}

const entryOf = (item: Item) => [nameOf(item), item.dueShard?.S, item.dueAt?.S, item.n?.N].join(' ')

function expectedIndex(items: readonly Item[]): string[] {
  return items
    .filter(({ dueShard, dueAt }) => dueShard && dueAt)
    .map(entryOf)
    .sort()
}

/** The table as the stream alone tells it. */
function replayed(stream: readonly DynamoDBRecord[]): string[] {
  const items = new Map<string, string>()
  for (const { dynamodb: change } of stream) {
    const name = nameOf(change?.Keys as unknown as Item)
    if (change?.NewImage) items.set(name, JSON.stringify(change.NewImage))
    else items.delete(name)
  }
  return [...items.values()].sort()
}
