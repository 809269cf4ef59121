import type { Instant } from '../clock.ts'
import { HandOver } from '../custody/hand-over.ts'
import type { Id } from '../id.ts'
import { custodyPartition } from './custody-items.ts'
import type { Key } from './item.ts'
import type { LedgerTable } from './ledger-table.ts'
import { handOverRecorded, practiceChain } from './practice-events.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

const handOverKey = (practiceId: Id, { from, handOverId }: Pick<HandOver, 'from' | 'handOverId'>) =>
  ({ pk: custodyPartition(practiceId), sk: `H#${from}#${handOverId}` }) satisfies Key

const handedPrefix = (handOverId: Id) => `HANDED#${handOverId}#`

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
    const items = await this.#records.all(custodyPartition(practiceId), `H#${from}#`)
    return items
      .map((item) => HandOver.parse(item))
      .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
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
