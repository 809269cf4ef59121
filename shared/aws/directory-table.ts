import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import type { Client, ClientState } from '../client/client.ts'
import { DirectoryEntry } from '../client/directory-entry.ts'
import type { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { contextOf } from '../seal/record-context.ts'
import { bytesOf, fromRaw, type Item, type Key, numberOf, type RawItem, toRaw } from './item.ts'
import { directoryKeyId, type KeyRing } from './key-ring.ts'
import { Table } from './table.ts'
import type { Write } from './transact.ts'

/** One client in the directory, still closed: who they are is opened only for those who may see it. */
export interface Listed {
  readonly clientId: Id
  readonly state: ClientState
  readonly careTeam: readonly Id[]
  readonly barred: readonly Id[]
  readonly openedAt: Instant
  readonly revision: number
  readonly sealed: Uint8Array
}

/** Ids are evenly spread over their first letter: four parts are asked for at once. */
const parts = [
  ['0', '7~'],
  ['8', 'f~'],
  ['g', 'q~'],
  ['r', 'z~'],
] as const

/** Who a practice's clients are, sealed under one key of the practice. */
export class DirectoryTable {
  readonly #db: DynamoDBClient
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(db: DynamoDBClient, name: string, keys: KeyRing) {
    this.#db = db
    this.#table = new Table(db, name)
    this.#keys = keys
  }

  /** Everybody. About 2,600 clients take one call's time, as a page of a part holds some 650. */
  async all(practiceId: Id): Promise<Listed[]> {
    const found = await Promise.all(
      parts.map(([first, last]) => this.#part(partition(practiceId), first, last)),
    )
    return found.flat()
  }

  /** One client. */
  async find(practiceId: Id, clientId: Id): Promise<Listed | undefined> {
    return (await this.#part(partition(practiceId), clientId, clientId))[0]
  }

  async open(practiceId: Id, { clientId, revision, sealed }: Listed): Promise<DirectoryEntry> {
    const context = entryContext(practiceId, clientId, revision)
    return DirectoryEntry.parse(await this.#keys.open(directoryKeyId(practiceId), sealed, context))
  }

  /** A new entry, or a changed one; the client's own version says which is the newer. */
  async put(client: Client, entry: DirectoryEntry): Promise<Write> {
    const { practiceId, clientId, version, state, careTeam, barred, openedAt } = client
    const context = entryContext(practiceId, clientId, version)
    const sealed = await this.#keys.seal(directoryKeyId(practiceId), entry, context)
    return {
      write: this.#table.put({
        ...entryKey(practiceId, clientId),
        state,
        careTeam,
        barred,
        openedAt,
        revision: version,
        sealed,
      }),
    }
  }

  /** Who may see the entry, without opening it. */
  putCareTeam({ practiceId, clientId, careTeam, barred }: Client): Write {
    return {
      write: this.#table.update(entryKey(practiceId, clientId), { set: { careTeam, barred } }),
    }
  }

  async #part(pk: string, first: string, last: string): Promise<Listed[]> {
    const found: Listed[] = []
    let start: RawItem | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await this.#db.send(
        new QueryCommand({
          TableName: this.#table.name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: toRaw({ ':pk': pk, ':first': first, ':last': last }),
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      )
      found.push(...Items.map((raw) => listed(fromRaw(raw))))
      start = LastEvaluatedKey
    } while (start)
    return found
  }
}

const partition = (practiceId: Id) => `P#${practiceId}#DIR`

const entryKey = (practiceId: Id, clientId: Id): Key => ({
  pk: partition(practiceId),
  sk: clientId,
})

const entryContext = (practiceId: Id, clientId: Id, revision: number) =>
  contextOf({ practiceId, clientId, kind: 'directory-entry', id: clientId, revision })

const Open = z.object({
  sk: Id,
  state: z.enum(['active', 'closed']),
  careTeam: z.array(Id),
  barred: z.array(Id),
  openedAt: z.string(),
})

function listed(item: Item): Listed {
  const { sk: clientId, ...open } = Open.parse(item)
  return {
    clientId,
    ...open,
    revision: numberOf(item, 'revision'),
    sealed: bytesOf(item, 'sealed'),
  }
}
