import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import { consumed, consumedByTable, writeUsage } from './capacity.ts'
import { type Parsed, parse } from './dynalite.ts'
import type { Engine } from './engine.ts'
import type { Item } from './item.ts'
import { itemActions, requestContext } from './rights.ts'
import { storedChanges } from './stored-changes.ts'
import type { Table } from './table.ts'
import { permittedTables } from './table-access.ts'
import {
  actionsOf,
  alreadyDone,
  judgeTransaction,
  TransactWriteInput,
  tokenEntry,
} from './transact.ts'
import { judge, keyOf, type WriteKind, type WriteRequest } from './write.ts'

const forms = {
  Put: 'putItem',
  Update: 'updateItem',
  Delete: 'deleteItem',
  ConditionCheck: 'deleteItem',
} as const

const WriteInput = z.object({ ReturnValuesOnConditionCheckFailure: z.string().optional() })

export function writeOperations({
  journal,
  clock,
  access,
  settle,
}: Engine): Record<string, Operation> {
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
      const actions = actionsOf(input).map(({ kind, raw: action }) => {
        const parsed = parse(forms[kind], action)
        if (kind === 'ConditionCheck' && !parsed._condition) {
          throw new ServiceFailure('ValidationException', 'A ConditionCheck needs a condition')
        }
        return { kind, raw: action, parsed, action: itemActions[kind] }
      })
      const tableOf = permittedTables(access, caller, actions, 'TransactWriteItems')
      const requests = actions.map(({ kind, parsed, raw: action }) =>
        writeRequest(kind, tableOf(parsed), parsed, action),
      )
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

function writeRequest(kind: WriteKind, table: Table, parsed: Parsed, raw: unknown): WriteRequest {
  const { ReturnValuesOnConditionCheckFailure: onFailure } = WriteInput.parse(raw)
  return { kind, table, parsed, returnOldOnFailure: onFailure === 'ALL_OLD' }
}
