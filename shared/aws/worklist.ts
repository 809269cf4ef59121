import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Id } from '../id.ts'
import { Obligation } from '../obligation/obligation.ts'
import { fromRaw, type RawItem, textOf, toRaw } from './item.ts'
import { workOwner } from './obligation-table.ts'
import type { Table } from './table.ts'

/** What the index tells of an obligation: enough to sort and choose by, not to believe. */
export interface WorkHint {
  readonly pk: string
  readonly sk: string
  readonly memberId: Id
  readonly dueAt: string
  readonly level: string
  readonly kind: string
}

/** What members owe. */
export class Worklist {
  readonly #db: DynamoDBClient
  readonly #records: Table

  constructor(db: DynamoDBClient, records: Table) {
    this.#db = db
    this.#records = records
  }

  /** What the index knows that these members owe, what is due first comes first. */
  async hints(practiceId: Id, memberIds: readonly Id[]): Promise<WorkHint[]> {
    const found = await Promise.all(memberIds.map((memberId) => this.#owedBy(practiceId, memberId)))
    return found.flat().sort(byDueTime)
  }

  /** The items decide: an obligation that was met, moved or handed over since is not there any more. */
  async standing(hints: readonly WorkHint[]): Promise<Obligation[]> {
    const items = await Promise.all(hints.map((hint) => this.#records.get(hint)))
    return items.flatMap((item, i) => {
      const obligation = item && Obligation.parse(item)
      const owed = obligation?.state === 'open' && obligation.memberId === hints[i]?.memberId
      return owed ? [obligation] : []
    })
  }

  async #owedBy(practiceId: Id, memberId: Id): Promise<WorkHint[]> {
    const found: WorkHint[] = []
    let start: RawItem | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await this.#db.send(
        new QueryCommand({
          TableName: this.#records.name,
          IndexName: 'work',
          KeyConditionExpression: 'workOwner = :owner',
          ExpressionAttributeValues: toRaw({ ':owner': workOwner(practiceId, memberId) }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      )
      for (const item of Items.map(fromRaw))
        found.push({
          pk: textOf(item, 'pk'),
          sk: textOf(item, 'sk'),
          memberId,
          dueAt: textOf(item, 'dueAt'),
          level: textOf(item, 'level'),
          kind: textOf(item, 'kind'),
        })
      start = LastEvaluatedKey
    } while (start)
    return found
  }
}

/** Later ties are broken by name, so that a list can be gone on with. */
const byDueTime = (a: WorkHint, b: WorkHint) => (placeOf(a) < placeOf(b) ? -1 : 1)

/** Where an obligation stands in every worklist: by due time, then by its own id. */
export const placeOf = ({ dueAt, sk }: Pick<WorkHint, 'dueAt' | 'sk'>): string =>
  `${dueAt}~${sk.slice('O#'.length)}`
