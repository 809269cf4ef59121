import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Event, type EventDraft, type Head, hashOf, nextEvent } from '../ledger/event.ts'
import { Refused } from '../refused.ts'
import { type Item, numberOf, textOf } from './item.ts'
import { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

/**
 * A chain that a change adds an event to, and its head as last read (undefined: a new chain). Where
 * several are about one chain, their events follow each other, and the first one's head counts.
 */
export interface Entry {
  readonly chain: string
  readonly head: Head | undefined
  readonly event: EventDraft
  /** Nothing may ever be added after this event. */
  readonly ends?: true
}

/** What one chain gains in one change. */
interface Step {
  readonly chain: string
  readonly before: Head | undefined
  readonly added: readonly { readonly event: Event; readonly hash: string }[]
  readonly after: Head
  readonly ends: boolean
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

  /** A chain's head, and whether anything may follow it. */
  async standing(chain: string): Promise<{ head: Head; ended: boolean } | undefined> {
    const item = await this.#table.get({ pk: chain, sk: HEAD })
    return item && { head: headOf(item), ended: item['ended'] === true }
  }

  /** A chain's head and its last event, read at once. */
  async latest(chain: string): Promise<{ head: Head; event: Event } | undefined> {
    // Heads sort after events.
    const { items } = await this.#table.page(chain, '', { limit: 2, newestFirst: true })
    const [head, last] = items
    if (!head) return undefined
    return { head: headOf(head), event: Event.parse(JSON.parse(textOf(last ?? {}, 'event'))) }
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
   * @throws what an `otherwise` throws; Refused `client_not_found` for a chain that has ended,
   * `too_busy`
   */
  async commit(
    entries: readonly Entry[],
    writesAt: (positions: readonly Position[]) => readonly Write[] | Promise<readonly Write[]>,
  ): Promise<{ outcome: 'written' | 'done'; positions: readonly Position[] }> {
    const heads = new Map<string, Head | undefined>()
    for (const { chain, head } of entries) if (!heads.has(chain)) heads.set(chain, head)
    for (let attempt = 1; ; attempt++) {
      const steps = [...heads].map(([chain, head]) => stepOf(chain, head, entries))
      const positions = positionsOf(entries, heads)
      try {
        // The change comes first: its refusals are told before a head that merely moved.
        const outcome = await transact(this.#db, [
          ...(await writesAt(positions)),
          ...steps.flatMap((step) => this.#writes(step)),
        ])
        return { outcome, positions }
      } catch (error) {
        if (!(error instanceof HeadMoved)) throw error
        if (attempt === ATTEMPTS) throw new Refused('too_busy')
        const read = [...heads.keys()].map(
          async (chain) => [chain, await this.head(chain)] as const,
        )
        for (const [chain, head] of await Promise.all(read)) heads.set(chain, head)
      }
    }
  }

  /** Events as they stood elsewhere, of a chain that nobody adds to before its head is there. */
  bringBack(events: readonly Event[]): Write[] {
    return events.map((event) => ({
      write: this.#table.putNew(eventItem(event, hashOf(event))),
      otherwise: () => 'done',
    }))
  }

  /** After all events, as from here on the chain is added to. */
  bringBackHead(chain: string, head: Head, ends: boolean): Write {
    return {
      write: this.#table.putNew({ pk: chain, sk: HEAD, ...head, ...(ends && { ended: true }) }),
      otherwise: () => 'done',
    }
  }

  #writes({ chain, before, added, after, ends }: Step): Write[] {
    const moved = (standing: Item | undefined): never => {
      if (standing?.['ended'] === true) throw ended(chain)
      throw new HeadMoved()
    }
    const newHead = { pk: chain, sk: HEAD, ...after, ...(ends && { ended: true }) }
    return [
      ...added.map(({ event, hash }) => ({
        write: this.#table.putNew(eventItem(event, hash)),
        otherwise: moved,
      })),
      before === undefined
        ? { write: this.#table.putNew(newHead), otherwise: moved }
        : {
            write: this.#table.update(newHead, {
              set: { ...after, ...(ends && { ended: true }) },
              condition: {
                expression: '#hash = :before AND attribute_not_exists(ended)',
                values: { ':before': before.hash },
              },
            }),
            otherwise: moved,
          },
    ]
  }
}

const eventItem = (event: Event, hash: string) => ({
  pk: event.chain,
  sk: eventKey(event.seq),
  event: JSON.stringify(event),
  hash,
  uncheckedShard: `UNCHECKED#${event.seq % SHARDS}`,
  uncheckedAt: event.at,
})

function stepOf(chain: string, before: Head | undefined, entries: readonly Entry[]): Step {
  const own = entries.filter((entry) => entry.chain === chain)
  let after = before
  const added = own.map(({ event }) => {
    const next = nextEvent(after, { ...event, chain })
    after = next.head
    return next
  })
  if (!after) throw new Error('a chain that gains nothing')
  return { chain, before, added, after, ends: own.some(({ ends }) => ends) }
}

function positionsOf(
  entries: readonly Entry[],
  heads: ReadonlyMap<string, Head | undefined>,
): Position[] {
  const last = new Map([...heads].map(([chain, head]) => [chain, head?.seq ?? 0]))
  return entries.map(({ chain }) => {
    const seq = (last.get(chain) ?? 0) + 1
    last.set(chain, seq)
    return { chain, seq }
  })
}

/** Only a client's chain ends, with the record: there is no such client any more. */
const ended = (chain: string) => new Refused('client_not_found', [chain.split('#C#')[1] ?? chain])

const headOf = (item: Item): Head => ({ seq: numberOf(item, 'seq'), hash: textOf(item, 'hash') })
