import {
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import { clientPartition } from './client-table.ts'
import type { DestructionTable } from './destruction-table.ts'
import { fromRaw, type Key, type RawItem, toRaw } from './item.ts'
import { groupKeyId } from './key-ring.ts'
import { shelfName, shelvesPartition } from './process-shelf.ts'
import type { Table } from './table.ts'
import { transact } from './transact.ts'

/** An item that is to be deleted, by its key; of a group's session also which group. */
export interface Trace extends Key {
  readonly groupId?: string | undefined
}

const Trace = z.object({ pk: z.string(), sk: z.string(), groupId: Id.optional() })
const Roster = z.array(z.object({ clientId: Id, sessionId: z.string() }))

/** What of a client's partition stays: the tombstone, and the disposal that it is the end of. */
const STAYS: ReadonlySet<string> = new Set(['CLIENT', 'DISP'])

/** What is left of a client once their keys are gone: items that nothing opens any more. */
export class Traces {
  readonly #db: DynamoDBClient
  readonly #records: Table
  readonly #process: Table
  readonly #destruction: DestructionTable

  constructor(
    db: DynamoDBClient,
    tables: { readonly records: Table; readonly process: Table },
    destruction: DestructionTable,
  ) {
    this.#db = db
    this.#records = tables.records
    this.#process = tables.process
    this.#destruction = destruction
  }

  /** Of the record itself, page after page. */
  async *ofRecord(practiceId: Id, clientId: Id): AsyncGenerator<readonly Trace[]> {
    for await (const page of this.#pages(this.#records, clientPartition(practiceId, clientId)))
      yield page.filter(({ sk }) => !STAYS.has(sk))
  }

  /** Of one author's process notes. */
  ofShelf(practiceId: Id, clientId: Id, authorId: Id): AsyncGenerator<readonly Trace[]> {
    return this.#pages(this.#process, shelfName({ practiceId, clientId, authorId }))
  }

  /** The list of shelves: what names the others goes last. */
  ofShelves(practiceId: Id, clientId: Id): AsyncGenerator<readonly Trace[]> {
    return this.#pages(this.#process, shelvesPartition(practiceId, clientId))
  }

  deleteOfRecord = (trace: Trace): Promise<void> => this.#delete(this.#records, trace)

  deleteOfProcess = (trace: Trace): Promise<void> => this.#delete(this.#process, trace)

  /**
   * Takes a client off a group's roster. What its notes share names nobody, and is the others' as
   * long as there is one; with the last of them group, shared part and key are gone.
   *
   * @throws Refused `stale_revision` where another left at the same time
   */
  async leaveGroup(practiceId: Id, clientId: Id, groupId: Id): Promise<void> {
    const pk = `P#${practiceId}#G#${groupId}`
    const key = { pk, sk: 'GROUP' }
    const group = await this.#records.get(key)
    if (!group) return
    const roster = Roster.parse(group['roster'])
    const at = roster.findIndex((each) => each.clientId === clientId)
    if (at < 0) return
    const stale = (): never => {
      throw new Refused('stale_revision', [groupId])
    }
    const asItWas = {
      TableName: this.#records.name,
      Key: toRaw({ ...key }),
      ConditionExpression: `size(roster) = :size AND roster[${at}].clientId = :client`,
      ExpressionAttributeValues: toRaw({ ':size': roster.length, ':client': clientId }),
    }
    if (roster.length > 1) {
      const UpdateExpression = `REMOVE roster[${at}]`
      const write = { Update: { ...asItWas, UpdateExpression } }
      await transact(this.#db, [{ write, otherwise: stale }])
      return
    }
    const keys = await this.#destruction.keyItems('keys', groupKeyId(groupId))
    await transact(this.#db, [
      { write: { Delete: asItWas }, otherwise: stale },
      { write: this.#records.delete({ pk, sk: 'SHARED' }) },
      ...keys.map((each) => this.#destruction.deleteKey('keys', each)),
    ])
  }

  async #delete(table: Table, { pk, sk }: Trace): Promise<void> {
    await this.#db.send(new DeleteItemCommand({ TableName: table.name, Key: toRaw({ pk, sk }) }))
  }

  async *#pages(table: Table, pk: string): AsyncGenerator<readonly Trace[]> {
    let start: RawItem | undefined
    do {
      const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await this.#db.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ProjectionExpression: 'pk, sk, groupId',
          ExpressionAttributeValues: toRaw({ ':pk': pk }),
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      )
      yield Items.map((raw) => Trace.parse(fromRaw(raw)))
      start = LastEvaluatedKey
    } while (start)
  }
}
