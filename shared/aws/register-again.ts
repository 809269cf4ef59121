import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Id } from '../id.ts'
import { type Registered, RegisterKeyItem, type Tombstone } from '../retention/tombstone.ts'
import { bytesOf, fromRaw, toRaw } from './item.ts'
import { registerKeyId } from './key-ring.ts'
import { registerKey } from './register-place.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/**
 * What the register says of somebody, kept outside the tables and put back after a restore: an entry
 * and its wrapped key, as they are stored. Nothing here opens either.
 */
export class RegisterAgain {
  readonly #db: DynamoDBClient
  readonly #records: Table
  readonly #keys: string

  constructor(db: DynamoDBClient, records: Table, keys: string) {
    this.#db = db
    this.#records = records
    this.#keys = keys
  }

  /** For a tombstone, right after the destruction. */
  async registered(practiceId: Id, clientId: Id): Promise<Registered> {
    const [item, keys] = await Promise.all([
      this.#records.get(registerKey(practiceId, clientId)),
      this.#keysOf(practiceId),
    ])
    return {
      entry: base64(bytesOf(item ?? {}, 'registerEntry')),
      keys: keys.map((key) => RegisterKeyItem.parse({ ...key, enc: base64(bytesOf(key, 'enc')) })),
    }
  }

  /** The writes of whatever a tombstone tells of the register and the tables do not. */
  async missing(tombstone: Tombstone): Promise<Write[]> {
    if (tombstone.form === 'noteseal/tombstone/1') return []
    const { practiceId, clientId, register } = tombstone
    const key = registerKey(practiceId, clientId)
    const [item, keys] = await Promise.all([this.#records.get(key), this.#keysOf(practiceId)])
    const known = new Set(keys.map(({ type }) => type))
    const registerEntry = Buffer.from(register.entry, 'base64')
    return [
      ...(item ? [] : [{ write: this.#records.put({ ...key, clientId, registerEntry }) }]),
      ...register.keys.filter(({ type }) => !known.has(type)).map((each) => this.#keep(each)),
    ]
  }

  /** A version that is not there: what stands is never replaced. */
  #keep({ enc, ...key }: RegisterKeyItem): Write {
    return {
      write: {
        Put: {
          TableName: this.#keys,
          Item: toRaw({ ...key, enc: Buffer.from(String(enc), 'base64') }),
          ConditionExpression: 'attribute_not_exists(#id)',
          ExpressionAttributeNames: { '#id': 'branch-key-id' },
        },
      },
    }
  }

  async #keysOf(practiceId: Id) {
    const { Items = [] } = await this.#db.send(
      new QueryCommand({
        TableName: this.#keys,
        KeyConditionExpression: '#id = :id',
        ExpressionAttributeNames: { '#id': 'branch-key-id' },
        ExpressionAttributeValues: toRaw({ ':id': registerKeyId(practiceId) }),
        ConsistentRead: true,
      }),
    )
    return Items.map(fromRaw)
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
