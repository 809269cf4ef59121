import type { Level } from './dynalite.ts'
import type { Journal } from './journal.ts'
import type { StreamClock } from './stored-changes.ts'
import type { Table } from './table.ts'
import type { TableAccess } from './table-access.ts'

/** What the operations on items work with. */
export interface Engine {
  readonly level: Level
  readonly journal: Journal
  readonly clock: StreamClock
  readonly access: TableAccess
  /** Runs a write at once and answers, or refuses, when what it saw and did is on disk. */
  settle<T>(written: readonly Table[], write: () => T): Promise<T>
}
