import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { Head } from '../ledger/event.ts'
import { fromRaw, type Item, type RawItem, textOf, toRaw } from './item.ts'
import { Table } from './table.ts'

/** A chain as it is stored, nothing of it believed yet. */
export interface StoredChain {
  readonly chain: string
  readonly head: Head | undefined
  /** Nothing may be added to it. */
  readonly ended: boolean
  /** Each event's JSON, in the order of its keys; undefined for what is no JSON. */
  readonly events: readonly unknown[]
}

const HEAD = 'HEAD'
const FIRST = 'E#0000000001'

const Place = z.object({ pk: z.string(), sk: z.string() })
type Place = z.infer<typeof Place>

export interface ChainsPage {
  readonly chains: readonly string[]
  readonly next: Place | undefined
}

/**
 * The whole ledger, for the days after a restore: the only place where a table is read from end to
 * end, since a chain that a restore left without a head is in no list of anybody's.
 */
export class LedgerRecovery {
  readonly #db: DynamoDBClient
  readonly #table: Table

  constructor(db: DynamoDBClient, name: string) {
    this.#db = db
    this.#table = new Table(db, name)
  }

  /** Chains by their heads, and those without one by their first events. One may come twice. */
  async chains(after: Place | undefined): Promise<ChainsPage> {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new ScanCommand({
        TableName: this.#table.name,
        FilterExpression: 'sk IN (:head, :first)',
        ProjectionExpression: 'pk, sk',
        ExpressionAttributeValues: toRaw({ ':head': HEAD, ':first': FIRST }),
        ConsistentRead: true,
        ...(after && { ExclusiveStartKey: toRaw(after) }),
      }),
    )
    const places = Items.map((raw) => Place.parse(fromRaw(raw)))
    const byHead = new Set(places.filter(({ sk }) => sk === HEAD).map(({ pk }) => pk))
    const others = [...new Set(places.map(({ pk }) => pk))].filter((pk) => !byHead.has(pk))
    const headless = await Promise.all(
      others.map(async (pk) => ((await this.#table.get({ pk, sk: HEAD })) ? [] : [pk])),
    )
    return {
      chains: [...byHead, ...headless.flat()],
      next: LastEvaluatedKey && Place.parse(fromRaw(LastEvaluatedKey as RawItem)),
    }
  }

  async chain(chain: string): Promise<StoredChain> {
    const [standing, items] = await Promise.all([
      this.#table.get({ pk: chain, sk: HEAD }),
      this.#table.all(chain, 'E#'),
    ])
    const head = Head.safeParse({ seq: standing?.['seq'], hash: standing?.['hash'] })
    return {
      chain,
      head: head.success ? head.data : undefined,
      ended: standing?.['ended'] === true,
      events: items.map(eventOf),
    }
  }

  /** Another head in the place of the one that was read. Refused, as a fault, where it moved since. */
  async mendHead({ chain, head: before }: StoredChain, head: Head, ended: boolean): Promise<void> {
    const item = { pk: chain, sk: HEAD, ...head, ...(ended && { ended }) }
    const write = before
      ? this.#table.put(item, {
          expression: '#hash = :before',
          names: { '#hash': 'hash' },
          values: { ':before': before.hash },
        })
      : this.#table.putNew(item)
    await this.#table.commit([{ write }])
  }
}

function eventOf(item: Item): unknown {
  try {
    return JSON.parse(textOf(item, 'event'))
  } catch {
    return undefined
  }
}
