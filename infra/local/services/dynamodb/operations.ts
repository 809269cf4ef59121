import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import { consumed, consumedByTable, readUsage, writeUsage } from './capacity.ts'
import { checkKey, checkKeyPaths, type Level, type Parsed, parse, project } from './dynalite.ts'
import { type Item, itemBytes } from './item.ts'
import type { Journal } from './journal.ts'
import { query, refuseLegacy, scan } from './query.ts'
import { itemActions, requestContext } from './rights.ts'
import { itemKey } from './storage-key.ts'
import { type StreamClock, storedChanges } from './stored-changes.ts'
import { description, type Table } from './table.ts'
import type { TableAccess } from './table-access.ts'
import {
  actionsOf,
  alreadyDone,
  judgeTransaction,
  TransactGetInput,
  TransactWriteInput,
  tokenEntry,
} from './transact.ts'
import { judge, keyOf, type WriteKind, type WriteRequest } from './write.ts'

interface Engine {
  readonly level: Level
  readonly journal: Journal
  readonly clock: StreamClock
  readonly access: TableAccess
  settle<T>(written: readonly Table[], write: () => T): Promise<T>
}

const forms = {
  Put: 'putItem',
  Update: 'updateItem',
  Delete: 'deleteItem',
  ConditionCheck: 'deleteItem',
} as const

const TableInput = z.object({ TableName: z.string() })
const WriteInput = z.object({ ReturnValuesOnConditionCheckFailure: z.string().optional() })

/** The operations on items, by DynamoDB's names. Others fail loudly in the protocol. */
export function itemOperations(engine: Engine): Record<string, Operation> {
  return {
    ...writeOperations(engine),
    ...readOperations(engine),
    DescribeTable(raw, caller) {
      const { TableName } = TableInput.parse(raw)
      const right = { action: 'DescribeTable', context: {} }
      return { Table: description(engine.access.permitted(caller, TableName, [right])) }
    },
  }
}

function writeOperations({ journal, clock, access, settle }: Engine): Record<string, Operation> {
  const writeOne =
    (kind: WriteKind): Operation =>
    (raw, caller) => {
      const parsed = parse(forms[kind], raw)
      const context = requestContext(access.find(parsed.TableName), [parsed])
      const right = { action: itemActions[kind], context }
      const table = access.permitted(caller, parsed.TableName, [right])
      const request = writeRequest(kind, table, parsed, raw)
      return settle([table], () => {
        const key = keyOf(request)
        const change = judge(request, key, journal.read(key) as Item | undefined)
        journal.stage(storedChanges(change, clock))
        const usage = writeUsage(table, change.old, change.item)
        return {
          Attributes: change.attributes,
          ConsumedCapacity: consumed(parsed.ReturnConsumedCapacity, usage),
        }
      })
    }

  return {
    PutItem: writeOne('Put'),
    UpdateItem: writeOne('Update'),
    DeleteItem: writeOne('Delete'),

    TransactWriteItems(raw, caller) {
      const input = TransactWriteInput.parse(raw)
      const requests = actionsOf(input).map(({ kind, raw: action }) => {
        const parsed = parse(forms[kind], action)
        if (kind === 'ConditionCheck' && !parsed._condition) {
          throw new ServiceFailure('ValidationException', 'A ConditionCheck needs a condition')
        }
        const found = access.find(parsed.TableName)
        const context = requestContext(found, [parsed], 'TransactWriteItems')
        const right = { action: itemActions[kind], context }
        const table = access.permitted(caller, parsed.TableName, [right])
        return writeRequest(kind, table, parsed, action)
      })
      const tables = [...new Set(requests.map(({ table }) => table))]
      return settle(tables, () => {
        if (alreadyDone(input, journal, clock.now())) return {}
        const changes = judgeTransaction(requests, journal.read)
        const stored = changes.map((change) => storedChanges(change, clock))
        for (const each of [...stored, tokenEntry(input, clock.now())]) journal.stage(each)
        const usages = changes.map(({ table, old, item }) => writeUsage(table, old, item, 2))
        return { ConsumedCapacity: consumedByTable(input.ReturnConsumedCapacity, usages) }
      })
    },
  }
}

function readOperations({ level, access }: Engine): Record<string, Operation> {
  const readPages =
    (action: 'Query' | 'Scan'): Operation =>
    (raw, caller) => {
      refuseLegacy(action, raw)
      const parsed = parse(action === 'Query' ? 'query' : 'scan', raw)
      const context = requestContext(access.find(parsed.TableName), [parsed])
      const right = { action, context, indexName: parsed.IndexName }
      const table = access.permitted(caller, parsed.TableName, [right])
      return action === 'Query' ? query(level, table, parsed) : scan(level, table, parsed)
    }

  return {
    Query: readPages('Query'),
    Scan: readPages('Scan'),

    GetItem(raw, caller) {
      refuseLegacy('GetItem', raw)
      const parsed = parse('getItem', raw)
      const context = requestContext(access.find(parsed.TableName), [parsed])
      const table = access.permitted(caller, parsed.TableName, [{ action: 'GetItem', context }])
      const item = level.getSync(keyToRead(table, parsed)) as Item | undefined
      const { ConsistentRead: consistent, ReturnConsumedCapacity: asked } = parsed
      const usage = readUsage(table, item ? itemBytes(item) : 0, { consistent })
      return { Item: item && project(parsed, item), ConsumedCapacity: consumed(asked, usage) }
    },

    async TransactGetItems(raw, caller) {
      const input = TransactGetInput.parse(raw)
      const requests = input.TransactItems.map(({ Get }) => {
        refuseLegacy('TransactGetItems', Get)
        const parsed = parse('getItem', Get)
        const found = access.find(parsed.TableName)
        const context = requestContext(found, [parsed], 'TransactGetItems')
        const table = access.permitted(caller, parsed.TableName, [{ action: 'GetItem', context }])
        return { table, parsed, key: keyToRead(table, parsed) }
      })
      const snapshot = level.snapshot()
      try {
        const items = requests.map(
          ({ key }) => level.getSync(key, { snapshot }) as Item | undefined,
        )
        const usages = requests.map(({ table }, at) => {
          const item = items[at]
          return readUsage(table, item ? itemBytes(item) : 0, { transaction: true })
        })
        const answers = requests.map(({ parsed }, at) => {
          const item = items[at]
          return item ? { Item: project(parsed, item) } : {}
        })
        const asked = input.ReturnConsumedCapacity
        return { Responses: answers, ConsumedCapacity: consumedByTable(asked, usages) }
      } finally {
        await snapshot.close()
      }
    },
  }
}

function writeRequest(kind: WriteKind, table: Table, parsed: Parsed, raw: unknown): WriteRequest {
  const { ReturnValuesOnConditionCheckFailure: onFailure } = WriteInput.parse(raw)
  return { kind, table, parsed, returnOldOnFailure: onFailure === 'ALL_OLD' }
}

function keyToRead(table: Table, parsed: Parsed): string {
  const key = parsed.Key ?? {}
  checkKey(key, table)
  checkKeyPaths(parsed, table)
  return itemKey(table, key)
}
