import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { entryLapses } from '../access/entry-lapses.ts'
import type { Instant } from '../clock.ts'
import { type Id, newId } from '../id.ts'
import { toRaw } from './item.ts'
import type { Write } from './transact.ts'

/** Who asked to see what of a client's record. Ids only. */
export interface AccessEntry {
  readonly practiceId: Id
  readonly clientId: Id
  readonly memberId: Id
  readonly action: string
  /** The note, session or document, where it was one. */
  readonly about?: string | undefined
  /** The custodial access by which alone it was allowed. */
  readonly custodialAccessId?: Id | undefined
  readonly at: Instant
  readonly requestId: string
}

/** An access entry as it is kept, with the sort key by which it is found again. */
export interface KeptEntry extends AccessEntry {
  readonly key: string
  readonly outcome: 'asked' | 'refused'
}

/** In seconds since 1970: the table lets an entry go by itself. */
const expiryOf = (at: Instant): number => Math.ceil(Date.parse(entryLapses(at)) / 1000)

/** The entry of what a custodial access alone allowed names it. */
export const underWhich = (
  entry: AccessEntry,
  { custodialAccessId }: Pick<AccessEntry, 'custodialAccessId'>,
): AccessEntry => (custodialAccessId === undefined ? entry : { ...entry, custodialAccessId })

/** Notes down every read and every link given out. Entries are only ever added. */
export class AccessLog {
  readonly #db: DynamoDBClient
  readonly #table: string

  constructor(db: DynamoDBClient, table: string) {
    this.#db = db
    this.#table = table
  }

  /**
   * Resolves when the entry is safe: no answer may leave before it. It is written beside the read
   * that it is about, before anybody knows what `decide` will say: `asked` means answered, unless a
   * second entry of the same request says `refused`.
   */
  async add(entry: AccessEntry, outcome: 'asked' | 'refused' = 'asked'): Promise<void> {
    await this.#db.send(new PutItemCommand(this.#put(entry, outcome)))
  }

  /** For a deed that leaves no ledger event: the entry is there if, and only if, the deed is. */
  inTransaction(entry: AccessEntry): Write {
    return { write: { Put: this.#put(entry, 'asked') } }
  }

  /** As it was noted elsewhere, under the same key. */
  bringBack({ key, outcome, ...entry }: KeptEntry): Write {
    return { write: { Put: this.#put(entry, outcome, key) } }
  }

  #put(entry: AccessEntry, outcome: KeptEntry['outcome'], key = `${entry.at}#${newId()}`) {
    return {
      TableName: this.#table,
      Item: toRaw({
        pk: `P#${entry.practiceId}#C#${entry.clientId}#${entry.at.slice(0, 7)}`,
        sk: key,
        memberKey: `P#${entry.practiceId}#M#${entry.memberId}`,
        ...entry,
        outcome,
        expires: expiryOf(entry.at),
      }),
    }
  }
}
