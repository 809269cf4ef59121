import { Client } from '../client/client.ts'
import type { Id } from '../id.ts'
import { isTombstone } from './client-table.ts'
import type { Table } from './table.ts'

/** Finds who works with a client, for functions that can open nothing of the record. */
export class CareReader {
  readonly #records: Table

  constructor(records: Table) {
    this.#records = records
  }

  async of(practiceId: Id, clientId: Id): Promise<Client | undefined> {
    const found = await this.everOf(practiceId, clientId)
    return found === 'destroyed' ? undefined : found
  }

  /** Whether there ever was such a client: of one whose record was destroyed nothing else is known. */
  async everOf(practiceId: Id, clientId: Id): Promise<Client | 'destroyed' | undefined> {
    const item = await this.#records.get({ pk: `P#${practiceId}#C#${clientId}`, sk: 'CLIENT' })
    if (!item) return undefined
    return isTombstone(item) ? 'destroyed' : Client.parse(item)
  }
}
