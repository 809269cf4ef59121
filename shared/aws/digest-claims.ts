import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Instant, type LocalDate, plusMinutes } from '../clock.ts'
import { type Id, newId } from '../id.ts'
import { type Key, textOf, toRaw } from './item.ts'
import type { Table } from './table.ts'

/** After this long, whoever claimed a mail and did not mark it as sent is taken to have crashed. */
const CLAIM_MINUTES = 10

const KEPT_SECONDS = 14 * 24 * 3600

const claimKey = (practiceId: Id, day: LocalDate, memberId: Id): Key => ({
  pk: `P#${practiceId}`,
  sk: `DIGEST#${day}#${memberId}`,
})

/** Who gets, or got, the mail of a day of the practice's calendar: one claim each, and one sender. */
export class DigestClaims {
  readonly #db: DynamoDBClient
  readonly #records: Table

  constructor(db: DynamoDBClient, records: Table) {
    this.#db = db
    this.#records = records
  }

  /** Members whose mail of the day went out. */
  async sent(practiceId: Id, day: LocalDate): Promise<Set<Id>> {
    const items = await this.#records.all(`P#${practiceId}`, `DIGEST#${day}#`)
    return new Set(
      items
        .filter(({ sentAt }) => sentAt !== undefined)
        .map((item) => textOf(item, 'sk').slice(`DIGEST#${day}#`.length)),
    )
  }

  /**
   * The claim has a name, so that it knows itself again when the SDK sends it twice.
   *
   * @returns whether the mail is the caller's to send: nobody else's, and not sent yet
   */
  async claim(practiceId: Id, day: LocalDate, memberId: Id, now: Instant): Promise<boolean> {
    try {
      await this.#db.send(
        new UpdateItemCommand({
          TableName: this.#records.name,
          Key: toRaw({ ...claimKey(practiceId, day, memberId) }),
          UpdateExpression: 'SET claimedAt = :now, claimedBy = :claim, expires = :expires',
          ConditionExpression: [
            'attribute_not_exists(pk) OR (attribute_not_exists(sentAt)',
            'AND (claimedAt <= :crashed OR claimedBy = :claim))',
          ].join(' '),
          ExpressionAttributeValues: toRaw({
            ':now': now,
            ':claim': newId(),
            ':expires': Math.floor(Date.parse(now) / 1000) + KEPT_SECONDS,
            ':crashed': plusMinutes(now, -CLAIM_MINUTES),
          }),
        }),
      )
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  /** Call once the mail is out of our hands. */
  async markSent(practiceId: Id, day: LocalDate, memberId: Id, now: Instant): Promise<void> {
    await this.#db.send(
      new UpdateItemCommand({
        TableName: this.#records.name,
        Key: toRaw({ ...claimKey(practiceId, day, memberId) }),
        UpdateExpression: 'SET sentAt = :now',
        ExpressionAttributeValues: toRaw({ ':now': now }),
      }),
    )
  }
}
