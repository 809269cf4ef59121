import { z } from 'zod'
import { Instant } from '../clock.ts'
import { HandOver } from '../custody/hand-over.ts'
import { Id } from '../id.ts'
import { custodyPartition } from './custody-items.ts'
import type { Key } from './item.ts'
import type { LedgerTable } from './ledger-table.ts'
import { handOverRecorded, practiceChain } from './practice-events.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

const PREFIX = 'H#'

const handOverKey = (practiceId: Id, { from, handOverId }: Pick<HandOver, 'from' | 'handOverId'>) =>
  ({ pk: custodyPartition(practiceId), sk: `${PREFIX}${from}#${handOverId}` }) satisfies Key

const handedPrefix = (handOverId: Id) => `HANDED#${handOverId}#`

const Handed = z.object({ clientId: Id, at: Instant })

export interface WholeHandOver {
  readonly handOver: HandOver
  /** By client. */
  readonly handed: readonly z.infer<typeof Handed>[]
}

/** Hand-overs of caseloads, and which clients each has brought to the successor. */
export class HandOverTable {
  readonly #records: Table
  readonly #ledger: LedgerTable

  constructor(records: Table, ledger: LedgerTable) {
    this.#records = records
    this.#ledger = ledger
  }

  /** All that a clinician's caseload ever saw, in the order in which they were begun. */
  async of(practiceId: Id, from: Id): Promise<HandOver[]> {
    const items = await this.#records.all(custodyPartition(practiceId), `${PREFIX}${from}#`)
    return items
      .map((item) => HandOver.parse(item))
      .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
  }

  /** All that ever were, each with the clients that it brought to the successor. */
  async all(practiceId: Id): Promise<WholeHandOver[]> {
    const items = await this.#records.all(custodyPartition(practiceId), PREFIX)
    return Promise.all(
      items.map(async (item) => {
        const handOver = HandOver.parse(item)
        const prefix = handedPrefix(handOver.handOverId)
        const handed = await this.#records.all(custodyPartition(practiceId), prefix)
        return { handOver, handed: handed.map((each) => Handed.parse(each)) }
      }),
    )
  }

  /** As it stood elsewhere. */
  bringBack(practiceId: Id, { handOver, handed }: WholeHandOver): Write[] {
    const item = { ...handOverKey(practiceId, handOver), ...handOver }
    return [
      { write: this.#records.putNew(item), otherwise: () => 'done' },
      ...handed.map(({ clientId, at }) =>
        this.handed(practiceId, handOver.handOverId, clientId, at),
      ),
    ]
  }

  /** Hand-over and ledger event in one transaction; nothing where it was begun already. */
  async begin(practiceId: Id, handOver: HandOver): Promise<void> {
    const chain = practiceChain(practiceId)
    const event = handOverRecorded(practiceId, handOver)
    await this.#ledger.commit([{ chain, head: await this.#ledger.head(chain), event }], () => [
      {
        write: this.#records.putNew({ ...handOverKey(practiceId, handOver), ...handOver }),
        otherwise: () => 'done',
      },
    ])
  }

  /** Part of the transaction that hands the client over. */
  handed(practiceId: Id, handOverId: Id, clientId: Id, at: Instant): Write {
    const key = { pk: custodyPartition(practiceId), sk: handedPrefix(handOverId) + clientId }
    return { write: this.#records.put({ ...key, clientId, at }) }
  }

  async handedOver(practiceId: Id, handOverId: Id): Promise<number> {
    const prefix = handedPrefix(handOverId)
    return (await this.#records.all(custodyPartition(practiceId), prefix)).length
  }

  async finish(practiceId: Id, handOver: HandOver, finishedAt: Instant): Promise<void> {
    await this.#records.commit([
      { write: this.#records.update(handOverKey(practiceId, handOver), { set: { finishedAt } }) },
    ])
  }
}
