import type { Id } from '../id.ts'
import { ExportRun } from '../practice/export-run.ts'
import type { Key } from './item.ts'
import type { LedgerTable } from './ledger-table.ts'
import { practiceChain } from './practice-events.ts'
import type { Table } from './table.ts'

/** The exports that were begun. Each is in the practice's chain, or it is not there. */
export class ExportRunTable {
  readonly #records: Table

  constructor(records: Table) {
    this.#records = records
  }

  async find(practiceId: Id, exportId: Id): Promise<ExportRun | undefined> {
    const item = await this.#records.get(runKey(practiceId, exportId))
    return item && ExportRun.parse(item)
  }

  /** The run and the event that tells of it, in one transaction. */
  async begin(ledger: LedgerTable, run: ExportRun): Promise<void> {
    const { practiceId, exportId, memberId, startedAt, expiresAt, clientId } = run
    const chain = practiceChain(practiceId)
    const event = {
      chain,
      type: 'record_exported' as const,
      actorId: memberId,
      at: startedAt,
      about: { exportId, ...(clientId !== undefined && { clientId }) },
    }
    const expires = Math.ceil(Date.parse(expiresAt) / 1000)
    const item = { ...runKey(practiceId, exportId), ...run, expires }
    await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
      { write: this.#records.putNew(item) },
    ])
  }
}

const runKey = (practiceId: Id, exportId: Id): Key => ({
  pk: `P#${practiceId}`,
  sk: `EXPORT#${exportId}`,
})
