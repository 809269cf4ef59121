import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { consumed, consumedByTable, readUsage } from './capacity.ts'
import { checkKey, checkKeyPaths, type Parsed, parse, project } from './dynalite.ts'
import type { Engine } from './engine.ts'
import { type Item, itemBytes } from './item.ts'
import { query, refuseLegacy, scan } from './query.ts'
import { requestContext } from './rights.ts'
import { itemKey } from './storage-key.ts'
import { description, type Table } from './table.ts'
import { permittedTables } from './table-access.ts'
import { TransactGetInput } from './transact.ts'

const TableInput = z.object({ TableName: z.string() })

export function readOperations({ level, access }: Engine): Record<string, Operation> {
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
    DescribeTable(raw, caller) {
      const { TableName } = TableInput.parse(raw)
      const right = { action: 'DescribeTable', context: {} }
      return { Table: description(access.permitted(caller, TableName, [right])) }
    },

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
      const actions = input.TransactItems.map(({ Get }) => {
        refuseLegacy('TransactGetItems', Get)
        return { parsed: parse('getItem', Get), action: 'GetItem' }
      })
      const tableOf = permittedTables(access, caller, actions, 'TransactGetItems')
      const requests = actions.map(({ parsed }) => {
        const table = tableOf(parsed)
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

function keyToRead(table: Table, parsed: Parsed): string {
  const key = parsed.Key ?? {}
  checkKey(key, table)
  checkKeyPaths(parsed, table)
  return itemKey(table, key)
}
