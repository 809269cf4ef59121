import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { TableProperties } from '../../../../../infra/local/services/service.ts'

export type Item = Record<string, AttributeValue>

export const TableName = 'Contract'

export const S = (text: string): AttributeValue.SMember => ({ S: text })
export const N = (value: number | string): AttributeValue.NMember => ({ N: String(value) })
export const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) })
export const sks = (items: Item[] | undefined) => items?.map(({ sk }) => sk?.S)

/** The table on which the rules are tried; each rule keeps to partitions of its own. */
export const contractTable: TableProperties = {
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
}

/** Short words for the calls of the rules. */
export interface ContractCalls {
  client(): DynamoDBClient
  put(item: Item, more?: object): Promise<PutItemCommandOutput>
  get(pk: string, sk: string): Promise<Item | undefined>
  update(
    pk: string,
    sk: string,
    more: Partial<UpdateItemCommandInput>,
  ): Promise<UpdateItemCommandOutput>
  query(more: Partial<QueryCommandInput>): Promise<QueryCommandOutput>
  /** Every page, one after the other. */
  queryAll(more: Partial<QueryCommandInput>): Promise<Item[]>
  transact(items: TransactWriteItem[], token?: string): Promise<TransactWriteItemsCommandOutput>
}

/** @param client known only once the implementation runs */
export function contractCalls(client: () => DynamoDBClient): ContractCalls {
  const query = (more: Partial<QueryCommandInput>) =>
    client().send(new QueryCommand({ TableName, ...more }))
  return {
    client,
    query,
    put: (Item, more = {}) => client().send(new PutItemCommand({ TableName, Item, ...more })),
    async get(pk, sk) {
      const input = { TableName, Key: key(pk, sk), ConsistentRead: true }
      return (await client().send(new GetItemCommand(input))).Item
    },
    update: (pk, sk, more) =>
      client().send(new UpdateItemCommand({ TableName, Key: key(pk, sk), ...more })),
    async queryAll(more) {
      const items: Item[] = []
      let start: Item | undefined
      do {
        const page = await query({ ...more, ...(start && { ExclusiveStartKey: start }) })
        items.push(...(page.Items ?? []))
        start = page.LastEvaluatedKey
      } while (start)
      return items
    },
    transact: (TransactItems, token) =>
      client().send(
        new TransactWriteItemsCommand({
          TransactItems,
          ...(token && { ClientRequestToken: token }),
        }),
      ),
  }
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
