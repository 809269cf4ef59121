import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Id } from '../id.ts'
import { type Destroyed, Disposal } from '../retention/disposal.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, fromRaw, type Item, type Key, type RawItem, textOf, toRaw } from './item.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A disposal as it is kept. */
export interface StoredDisposal {
  readonly disposal: Disposal
  /** From the second approval on: what the register will say, sealed under the practice's own key. */
  readonly registerEntry: Uint8Array | undefined
}

export const disposalKey = (practiceId: Id, clientId: Id): Key => ({
  pk: clientPartition(practiceId, clientId),
  sk: 'DISP',
})

/** Under which the index `work` knows what a practice has to decide, or is destroying. */
export const disposalsOwner = (practiceId: Id) => `P#${practiceId}#DISPOSALS`

/** Whether a disposal stands in the index. */
export const isUnderWay = ({ state }: Disposal): boolean =>
  state === 'proposed' || state === 'approved' || state === 'destroying'

export const disposalItem = (disposal: Disposal, registerEntry?: Uint8Array): Item & Key => {
  const { practiceId, clientId, proposedAt } = disposal
  return {
    ...disposalKey(practiceId, clientId),
    ...disposal,
    ...(registerEntry && { registerEntry }),
    ...(isUnderWay(disposal) && { workOwner: disposalsOwner(practiceId), workAt: proposedAt }),
  }
}

export const storedDisposal = (item: Item): StoredDisposal => ({
  disposal: Disposal.parse(item),
  registerEntry: item['registerEntry'] === undefined ? undefined : bytesOf(item, 'registerEntry'),
})

/** The ends of records, one a client at a time. */
export class DisposalTable {
  readonly #db: DynamoDBClient
  readonly #table: Table

  constructor(db: DynamoDBClient, table: Table) {
    this.#db = db
    this.#table = table
  }

  async find(practiceId: Id, clientId: Id): Promise<StoredDisposal | undefined> {
    const item = await this.#table.get(disposalKey(practiceId, clientId))
    return item && storedDisposal(item)
  }

  /**
   * The next state, if it still is as it was read (undefined: there was none).
   *
   * @param otherwise what it means when it is not; told what stands there
   */
  change(
    before: Disposal | undefined,
    after: Disposal,
    otherwise: (standing: StoredDisposal | undefined) => 'done' | 'pass',
    registerEntry?: Uint8Array,
  ): Write {
    const item = disposalItem(after, registerEntry)
    return {
      write: before ? this.#table.replace(item, before.version) : this.#table.putNew(item),
      otherwise: (standing) => otherwise(standing && storedDisposal(standing)),
    }
  }

  /** What there was to delete, kept beside a destruction that has begun; of two counts the first stands. */
  keepCount(
    practiceId: Id,
    clientId: Id,
    counted: Destroyed,
    otherwise: NonNullable<Write['otherwise']>,
  ): Write {
    return {
      write: this.#table.update(disposalKey(practiceId, clientId), {
        set: { counted },
        condition: {
          expression: '#state = :destroying AND attribute_not_exists(#counted)',
          names: { '#state': 'state' },
          values: { ':destroying': 'destroying' },
        },
      }),
      otherwise,
    }
  }

  /** Holds a transaction to there being nothing that it would have to withdraw. */
  nonePending(practiceId: Id, clientId: Id, otherwise: () => 'done' | 'pass'): Write {
    return {
      write: this.#table.check(
        disposalKey(practiceId, clientId),
        'attribute_not_exists(pk) OR NOT #state IN (:proposed, :approved)',
        { '#state': 'state' },
        { ':proposed': 'proposed', ':approved': 'approved' },
      ),
      otherwise,
    }
  }

  /**
   * The clients whose disposals the index knows to wait for two members, for the end of the notice
   * period, or for the last of their items to go; what was proposed first comes first.
   */
  async hints(practiceId: Id): Promise<Id[]> {
    const found: Id[] = []
    let start: RawItem | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await this.#db.send(
        new QueryCommand({
          TableName: this.#table.name,
          IndexName: 'work',
          KeyConditionExpression: 'workOwner = :owner',
          ExpressionAttributeValues: toRaw({ ':owner': disposalsOwner(practiceId) }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      )
      for (const item of Items.map(fromRaw)) found.push(textOf(item, 'pk').split('#C#')[1] ?? '')
      start = LastEvaluatedKey
    } while (start)
    return found
  }
}
