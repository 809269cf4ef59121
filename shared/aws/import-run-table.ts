import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import type { Key } from './item.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** The one import that a deployment may see. */
const ImportRun = z.object({
  /** SHA-256 of the export's manifest, which was verified before this was written. */
  manifest: z.string(),
  practiceId: Id,
  startedAt: Instant,
  state: z.enum(['under-way', 'done']),
})
export type ImportRun = z.infer<typeof ImportRun>

const KEY: Key = { pk: 'IMPORT', sk: 'RUN' }

export class ImportRunTable {
  readonly #records: Table

  constructor(records: Table) {
    this.#records = records
  }

  async find(): Promise<ImportRun | undefined> {
    const item = await this.#records.get(KEY)
    return item && ImportRun.parse(item)
  }

  async begin(run: Omit<ImportRun, 'state'>): Promise<void> {
    const item = { ...KEY, ...run, state: 'under-way' }
    await this.#records.commit([{ write: this.#records.putNew(item) }])
  }

  /** Part of the transaction that lets the first admin in; `done` where that happened before. */
  finish(): Write {
    return {
      write: this.#records.update(KEY, {
        set: { state: 'done' },
        condition: { expression: '#state = :open', values: { ':open': 'under-way' } },
      }),
      otherwise: () => 'done',
    }
  }
}
