import { isDeepStrictEqual } from 'node:util'
import { ServiceFailure } from '../http/service-failure.ts'
import { applyUpdate, checkCondition, checkItem, checkKey, type Parsed } from './dynalite.ts'
import { type AttributeValue, type Item, itemBytes, largestItemBytes } from './item.ts'
import { itemKey } from './storage-key.ts'
import type { Table } from './table.ts'

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck'

/** One item to write, its form checked and its table found. */
export interface WriteRequest {
  readonly kind: WriteKind
  readonly table: Table
  readonly parsed: Parsed
  /** `ReturnValuesOnConditionCheckFailure: ALL_OLD`, which dynalite does not know. */
  readonly returnOldOnFailure: boolean
}

/** What a write does to one item; nothing is stored yet. */
export interface ItemChange {
  readonly table: Table
  readonly key: string
  readonly old: Item | undefined
  /** Undefined: gone. */
  readonly item: Item | undefined
  /** What `ReturnValues` asked for. */
  readonly attributes: Item | undefined
}

/** @throws ServiceFailure where the key is not the table's */
export function keyOf({ kind, table, parsed }: WriteRequest): string {
  if (kind === 'Put') {
    const item = parsed.Item ?? {}
    checkItem(item, table)
    return itemKey(table, item)
  }
  const key = parsed.Key ?? {}
  checkKey(key, table)
  return itemKey(table, key)
}

/**
 * Judges a write against the item as it is now.
 *
 * @throws ServiceFailure `ConditionalCheckFailedException`, with the old item in `details.Item`
 *   where asked for; `ValidationException` where the item would break a rule of its table
 */
export function judge(request: WriteRequest, key: string, old: Item | undefined): ItemChange {
  const { kind, table, parsed } = request
  if (kind === 'Update') {
    const update = withOldItem(request, old, () => applyUpdate(parsed, table, old))
    const item = checked(table, plain(update.item))
    return { table, key, old, item, attributes: update.attributes }
  }
  withOldItem(request, old, () => checkCondition(parsed, old))
  if (kind === 'ConditionCheck') return { table, key, old, item: old, attributes: undefined }
  const attributes = parsed.ReturnValues === 'ALL_OLD' ? old : undefined
  const item = kind === 'Put' ? checked(table, plain(parsed.Item ?? {})) : undefined
  return { table, key, old, item, attributes }
}

function withOldItem<T>(request: WriteRequest, old: Item | undefined, run: () => T): T {
  try {
    return run()
  } catch (error) {
    const failed = error instanceof ServiceFailure && /^ConditionalCheckFailed/.test(error.code)
    if (!failed || !old || !request.returnOldOnFailure) throw error
    throw new ServiceFailure(error.code, error.message, { details: { Item: old } })
  }
}

/** dynalite's items have no prototype; stored ones do, and both are compared. */
const plain = (item: Item): Item => JSON.parse(JSON.stringify(item)) as Item

function checked(table: Table, item: Item): Item {
  checkItem(item, table)
  for (const { IndexName, KeySchema } of table.indexes) {
    const empty = KeySchema.find(({ AttributeName }) => isEmpty(item[AttributeName]))
    if (!empty) continue
    throw new ServiceFailure(
      'ValidationException',
      'One or more parameter values are not valid. A value specified for a secondary index key is' +
        ' not supported. The AttributeValue for a key attribute cannot contain an empty string' +
        ` value. IndexName: ${IndexName}, IndexKey: ${empty.AttributeName}`,
    )
  }
  if (itemBytes(item) > largestItemBytes) {
    const message = 'Item size has exceeded the maximum allowed size'
    throw new ServiceFailure('ValidationException', message)
  }
  return item
}

const isEmpty = (value: AttributeValue | undefined) => value?.S === '' || value?.B === ''

/** Whether anything is different afterwards; if not, the stream has nothing to tell. */
export const changesItem = ({ old, item }: ItemChange) => !isDeepStrictEqual(old, item)
