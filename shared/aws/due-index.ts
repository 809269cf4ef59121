import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { Instant } from '../clock.ts'
import type { Flagging } from '../obligation/levels.ts'
import { Level } from '../obligation/obligation.ts'
import { fromRaw, type RawItem, toRaw } from './item.ts'

/** What the index says of an obligation. A hint: it may be behind the item it speaks of. */
export const DueHint = z.object({
  pk: z.string().regex(/^P#[^#]+#C#[^#]+$/),
  sk: z.string().startsWith('O#'),
  flagAt: Instant,
  dueAt: Instant,
  level: Level,
})
export type DueHint = z.infer<typeof DueHint>

export const practiceOf = ({ pk }: DueHint): string => pk.split('#')[1] ?? ''

export interface DuePage {
  readonly hints: readonly DueHint[]
  /** Entries that are not as they must be: a fault, which keeps nobody else waiting. */
  readonly malformed: number
  /** Where to go on; absent on the last page. */
  readonly next: RawItem | undefined
}

/** The open obligations in the order of their next moments. What is not due costs nothing. */
export class DueIndex {
  readonly #db: DynamoDBClient
  readonly #table: string

  constructor(db: DynamoDBClient, table: string) {
    this.#db = db
    this.#table = table
  }

  /** Those of one shard whose moment has come, longest ago first. */
  async due(shard: string, now: Instant, limit: number, after?: RawItem): Promise<DuePage> {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :shard AND flagAt <= :now',
        ExpressionAttributeValues: toRaw({ ':shard': shard, ':now': now }),
        Limit: limit,
        ...(after && { ExclusiveStartKey: after }),
      }),
    )
    const hints = Items.flatMap((raw) => DueHint.safeParse(fromRaw(raw)).data ?? [])
    return { hints, malformed: Items.length - hints.length, next: LastEvaluatedKey }
  }

  /**
   * Flags an obligation, if the item still is as the index said: of two sweeps at once, or a sweep
   * and a signature, one finds it so.
   *
   * @returns false when the item had already moved on, or a transaction was changing it just then:
   * the next sweep sees what came of it
   */
  async flag(hint: DueHint, { level, flagAt, reached }: Flagging, now: Instant): Promise<boolean> {
    const flags = reached.map((each) => ({ level: each, dueAt: hint.dueAt, at: now }))
    try {
      await this.#db.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: toRaw({ pk: hint.pk, sk: hint.sk }),
          UpdateExpression: [
            'SET #level = :level, flags = list_append(if_not_exists(flags, :none), :flags)',
            flagAt === undefined ? 'REMOVE flagAt, dueShard' : ', flagAt = :next',
          ].join(' '),
          ConditionExpression:
            '#state = :open AND #level = :was AND flagAt = :moment AND dueAt = :due',
          ExpressionAttributeNames: { '#level': 'level', '#state': 'state' },
          ExpressionAttributeValues: toRaw({
            ':level': level,
            ':none': [],
            ':flags': flags,
            ':open': 'open',
            ':was': hint.level,
            ':moment': hint.flagAt,
            ':due': hint.dueAt,
            ...(flagAt !== undefined && { ':next': flagAt }),
          }),
        }),
      )
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      if (error instanceof TransactionConflictException) return false
      throw error
    }
  }
}
