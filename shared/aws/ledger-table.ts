import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Event, type EventDraft, type Head, nextEvent } from '../ledger/event.ts'
import { Refused } from '../refused.ts'
import { type Item, numberOf, textOf } from './item.ts'
import { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

/** A chain that a change adds an event to, and its head as last read (undefined: a new chain). */
export interface Entry {
  readonly chain: string
  readonly head: Head | undefined
  readonly event: EventDraft
}

/** Where in its chain an event will stand. */
export interface Position {
  readonly chain: string
  readonly seq: number
}

const HEAD = 'HEAD'
const eventKey = (seq: number) => `E#${String(seq).padStart(10, '0')}`
/** Spreads the events that no checkpoint covers yet over partitions of the index. */
const SHARDS = 4

/** The head moved under a change: it is read again and only the transaction repeated. */
class HeadMoved extends Error {
  override readonly name = 'HeadMoved'
}

const ATTEMPTS = 8

/** One hash chain per client and one for the practice. */
export class LedgerTable {
  readonly #db: DynamoDBClient
  readonly #table: Table

  constructor(db: DynamoDBClient, name: string) {
    this.#db = db
    this.#table = new Table(db, name)
  }

  async head(chain: string): Promise<Head | undefined> {
    const item = await this.#table.get({ pk: chain, sk: HEAD })
    return item && headOf(item)
  }

  /** A page of a chain's events, oldest first. */
  async events(chain: string, afterSeq = 0, limit = 500): Promise<Event[]> {
    const { items } = await this.#table.page(chain, 'E#', {
      limit,
      ...(afterSeq > 0 && { after: eventKey(afterSeq) }),
    })
    return items.map((item) => Event.parse(JSON.parse(textOf(item, 'event'))))
  }

  /**
   * A change, the events that record it and the new heads: one transaction, all or nothing. When
   * somebody else added to a chain meanwhile, the head is read again and the transaction repeated.
   *
   * @param writesAt the change's own writes, told where each event will stand
   * @returns `done` when a write's `otherwise` found that this change was made before
   * @throws what an `otherwise` throws, Refused `too_busy`
   */
  async commit(
    entries: readonly Entry[],
    writesAt: (positions: readonly Position[]) => readonly Write[] | Promise<readonly Write[]>,
  ): Promise<{ outcome: 'written' | 'done'; positions: readonly Position[] }> {
    let heads = entries.map(({ head }) => head)
    for (let attempt = 1; ; attempt++) {
      const next = entries.map(({ chain, event }, i) => ({
        chain,
        before: heads[i],
        ...nextEvent(heads[i], { ...event, chain }),
      }))
      const positions = next.map(({ chain, event }) => ({ chain, seq: event.seq }))
      try {
        // The change comes first: its refusals are told before a head that merely moved.
        const outcome = await transact(this.#db, [
          ...(await writesAt(positions)),
          ...next.flatMap((step) => this.#writes(step)),
        ])
        return { outcome, positions }
      } catch (error) {
        if (!(error instanceof HeadMoved)) throw error
        if (attempt === ATTEMPTS) throw new Refused('too_busy')
        heads = await Promise.all(entries.map(({ chain }) => this.head(chain)))
      }
    }
  }

  #writes(step: { chain: string; before: Head | undefined; event: Event; head: Head }): Write[] {
    const { chain, before, event, head } = step
    const moved = (): never => {
      throw new HeadMoved()
    }
    const newHead = { pk: chain, sk: HEAD, seq: head.seq, hash: head.hash }
    return [
      {
        write: this.#table.putNew({
          pk: chain,
          sk: eventKey(event.seq),
          event: JSON.stringify(event),
          hash: head.hash,
          uncheckedShard: `UNCHECKED#${event.seq % SHARDS}`,
          uncheckedAt: event.at,
        }),
        otherwise: moved,
      },
      before === undefined
        ? { write: this.#table.putNew(newHead), otherwise: moved }
        : {
            write: this.#table.update(newHead, {
              set: { seq: head.seq, hash: head.hash },
              condition: { expression: '#hash = :before', values: { ':before': before.hash } },
            }),
            otherwise: moved,
          },
    ]
  }
}

const headOf = (item: Item): Head => ({ seq: numberOf(item, 'seq'), hash: textOf(item, 'hash') })
