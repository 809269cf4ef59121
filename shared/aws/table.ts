import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { fromRaw, type Item, type Key, toRaw } from './item.ts'
import { transact, type Write } from './transact.ts'

/** A table whose keys are `pk` and `sk`. Reads are consistent: indexes are hints, items decide. */
export class Table {
  readonly name: string
  readonly #db: DynamoDBClient

  constructor(db: DynamoDBClient, name: string) {
    this.#db = db
    this.name = name
  }

  async get(key: Key): Promise<Item | undefined> {
    const { Item } = await this.#db.send(
      new GetItemCommand({
        TableName: this.name,
        Key: toRaw({ pk: key.pk, sk: key.sk }),
        ConsistentRead: true,
      }),
    )
    return Item && fromRaw(Item)
  }

  /** As `transact`: all writes or none, whichever tables they are to. */
  commit(writes: readonly Write[]): Promise<'written' | 'done'> {
    return transact(this.#db, writes)
  }

  /** All items of a partition whose sort key begins so, in order, page after page. */
  async all(pk: string, begins: string, newestFirst = false): Promise<Item[]> {
    const found: Item[] = []
    let start: string | undefined
    do {
      const page = await this.page(pk, begins, { newestFirst, ...(start && { after: start }) })
      found.push(...page.items)
      start = page.next
    } while (start !== undefined)
    return found
  }

  /** One page, and the sort key to go on after. */
  async page(
    pk: string,
    begins: string,
    {
      after,
      limit,
      newestFirst = false,
    }: { after?: string; limit?: number; newestFirst?: boolean } = {},
  ): Promise<{ items: Item[]; next: string | undefined }> {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.name,
        KeyConditionExpression: begins === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: toRaw({ ':pk': pk, ...(begins !== '' && { ':sk': begins }) }),
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        ...(limit !== undefined && { Limit: limit }),
        ...(after !== undefined && { ExclusiveStartKey: toRaw({ pk, sk: after }) }),
      }),
    )
    return {
      items: Items.map(fromRaw),
      next: LastEvaluatedKey && String(fromRaw(LastEvaluatedKey)['sk']),
    }
  }

  /** An insert that refuses to replace anything. */
  putNew(item: Item & Key): TransactWriteItem {
    return {
      Put: {
        TableName: this.name,
        Item: toRaw(item),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }
  }

  /** Puts an item whatever stands there, or under a condition on what does. */
  put(item: Item & Key, condition?: Condition): TransactWriteItem {
    return { Put: { TableName: this.name, Item: toRaw(item), ...conditionOf(condition) } }
  }

  /** @param version when given, only the version that was read is deleted */
  delete(key: Key, version?: number): TransactWriteItem {
    return {
      Delete: {
        TableName: this.name,
        Key: toRaw({ pk: key.pk, sk: key.sk }),
        ...(version !== undefined && {
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: toRaw({ ':version': version }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      },
    }
  }

  /** Replaces an item if it still is at the version that was read. */
  replace(item: Item & Key, version: number): TransactWriteItem {
    return {
      Put: {
        TableName: this.name,
        Item: toRaw(item),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: toRaw({ ':version': version }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }
  }

  /**
   * Changes attributes in place, under a condition. `set` and `remove` name attributes; `if` is a
   * condition expression over `#name` and `:name` of `names` and `values`.
   */
  update(
    key: Key,
    {
      set = {},
      remove = [],
      condition,
    }: {
      set?: Item
      remove?: readonly string[]
      condition?: { expression: string; names?: Record<string, string>; values?: Item }
    },
  ): TransactWriteItem {
    const sets = Object.entries(set).filter(([, value]) => value !== undefined)
    const names = Object.fromEntries(
      [...sets.map(([name]) => name), ...remove].map((n) => [`#${n}`, n]),
    )
    const expression = [
      sets.length > 0 && `SET ${sets.map(([name]) => `#${name} = :set_${name}`).join(', ')}`,
      remove.length > 0 && `REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
    ].filter(Boolean)
    const values = {
      ...Object.fromEntries(sets.map(([name, value]) => [`:set_${name}`, value])),
      ...condition?.values,
    }
    return {
      Update: {
        TableName: this.name,
        Key: toRaw({ pk: key.pk, sk: key.sk }),
        UpdateExpression: expression.join(' '),
        ExpressionAttributeNames: { ...names, ...condition?.names },
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: toRaw(values) }),
        ...(condition && { ConditionExpression: condition.expression }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }
  }

  /**
   * Changes attributes in place, if the item still is at the version that was read.
   *
   * @param set has the version that comes after it
   */
  updateFrom(
    key: Key,
    version: number,
    set: Item & { readonly version: number },
    remove: readonly string[] = [],
  ): TransactWriteItem {
    const condition = { expression: '#version = :before', values: { ':before': version } }
    return this.update(key, { set, remove, condition })
  }

  /** Moves an item that is nothing but a version on from the one that was read; 0: there was none. */
  countOn(key: Key, version: number): TransactWriteItem {
    return version === 0
      ? this.putNew({ ...key, version: 1 })
      : this.updateFrom(key, version, { version: version + 1 })
  }

  check(
    key: Key,
    expression: string,
    names?: Record<string, string>,
    values?: Item,
  ): TransactWriteItem {
    return {
      ConditionCheck: {
        TableName: this.name,
        Key: toRaw({ pk: key.pk, sk: key.sk }),
        ConditionExpression: expression,
        ...(names && { ExpressionAttributeNames: names }),
        ...(values && { ExpressionAttributeValues: toRaw(values) }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }
  }
}

/** An expression over `#name` and `:name` of `names` and `values`. */
export interface Condition {
  readonly expression: string
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Item
}

const conditionOf = (condition: Condition | undefined) =>
  condition && {
    ConditionExpression: condition.expression,
    ...(condition.names && { ExpressionAttributeNames: { ...condition.names } }),
    ...(condition.values && { ExpressionAttributeValues: toRaw(condition.values) }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  }
