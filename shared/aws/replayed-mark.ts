import { z } from 'zod'
import type { Table } from './table.ts'

/** Of which tables the tombstones were replayed, and how far: `after` is the key of the last one. */
const Replay = z.object({ tables: z.string(), done: z.boolean(), after: z.string().optional() })
export type Replay = Pick<z.infer<typeof Replay>, 'done' | 'after'>

const KEY = { pk: 'TOMBSTONES', sk: 'REPLAYED' }

/**
 * Tables that were put back have other names than those that the mark was written of, as it came back
 * with them: so they are known for what they are, whoever forgot to say so.
 */
export class ReplayedMark {
  readonly #records: Table
  readonly #tables: string

  /** @param names of all tables from which a destruction takes something */
  constructor(records: Table, names: readonly string[]) {
    this.#records = records
    this.#tables = names.join(' ')
  }

  /** How far these very tables are. */
  async read(): Promise<Replay> {
    const item = await this.#records.get(KEY)
    const { tables, ...replay } = item ? Replay.parse(item) : { tables: undefined, done: false }
    return tables === this.#tables ? replay : { done: false }
  }

  async write({ done, after }: Replay): Promise<void> {
    const item = { ...KEY, tables: this.#tables, done, after }
    await this.#records.commit([{ write: this.#records.put(item) }])
  }
}
