import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import type { LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { fromRaw, type RawItem, toRaw } from './item.ts'

/** A client whose day has come, as the index says. A hint: the item itself decides. */
export interface DisposalHint {
  readonly practiceId: Id
  readonly clientId: Id
}

export interface DisposalPage {
  readonly hints: readonly DisposalHint[]
  /** Entries that are not as they must be: a fault, which keeps nobody else waiting. */
  readonly malformed: number
  /** Where to go on; absent on the last page. */
  readonly next: RawItem | undefined
}

const Hint = z
  .object({ pk: z.string().regex(/^P#[^#]+#C#[^#]+$/), sk: z.literal('CLIENT') })
  .transform(({ pk }) => {
    const [, practiceId, , clientId] = pk.split('#')
    return { practiceId, clientId }
  })
  .pipe(z.object({ practiceId: Id, clientId: Id }))

/** Clients in the order of their earliest disposal. What is not due costs nothing. */
export class DisposalIndex {
  readonly #db: DynamoDBClient
  readonly #table: string

  constructor(db: DynamoDBClient, table: string) {
    this.#db = db
    this.#table = table
  }

  /** Those of one shard whose day has come, longest ago first. */
  async due(
    shard: string,
    today: LocalDate,
    limit: number,
    after?: RawItem,
  ): Promise<DisposalPage> {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'disposal',
        KeyConditionExpression: 'retentionShard = :shard AND retentionDate <= :today',
        ExpressionAttributeValues: toRaw({ ':shard': shard, ':today': today }),
        Limit: limit,
        ...(after && { ExclusiveStartKey: after }),
      }),
    )
    const hints = Items.flatMap((raw) => Hint.safeParse(fromRaw(raw)).data ?? [])
    return { hints, malformed: Items.length - hints.length, next: LastEvaluatedKey }
  }
}
