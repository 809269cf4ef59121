import type { Id } from '../id.ts'
import { RegisterEntry } from '../retention/register-entry.ts'
import { contextOf } from '../seal/record-context.ts'
import { sealRecord } from '../seal/sealed-record.ts'
import { bytesOf, type Item, textOf } from './item.ts'
import { KeyGone, type KeyRing, registerKeyId } from './key-ring.ts'
import { registerKey, registerPartition } from './register-place.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** An entry sealed under the practice's register key, and what keeps that key where it is new. */
export interface SealedEntry {
  readonly bytes: Uint8Array
  readonly writes: readonly Write[]
}

/**
 * What became of destroyed records. An entry is sealed at the second approval, while there still is
 * somebody to name; the destruction puts it here, unopened. The key is the practice's, so it outlives
 * the client's.
 */
export class RegisterTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /**
   * Makes the key with the first entry. Two first ones at once make two versions of it, and each
   * entry says which it is sealed under.
   */
  async seal(practiceId: Id, entry: RegisterEntry): Promise<SealedEntry> {
    const id = registerKeyId(practiceId)
    const context = entryContext(practiceId, entry.clientId)
    try {
      return { bytes: await this.#keys.seal(id, entry, context), writes: [] }
    } catch (error) {
      if (!(error instanceof KeyGone)) throw error
    }
    const { key, write } = await this.#keys.create(id, 'register', practiceId)
    return { bytes: sealRecord(entry, context, key), writes: [write] }
  }

  /** One client's, opened. @throws KeyGone, NotOpened */
  async find(practiceId: Id, clientId: Id): Promise<RegisterEntry | undefined> {
    const [item] = await this.#table.all(registerPartition(practiceId), clientId)
    return item && this.#open(practiceId, item)
  }

  /** As it stood elsewhere. Its key is there. */
  async bringBack(practiceId: Id, entry: RegisterEntry): Promise<Write> {
    const { clientId } = entry
    const { bytes } = await this.seal(practiceId, entry)
    const item = { ...registerKey(practiceId, clientId), clientId, registerEntry: bytes }
    return { write: this.#table.putNew(item), otherwise: () => 'done' }
  }

  /** All entries, opened. @throws KeyGone, NotOpened */
  async all(practiceId: Id): Promise<RegisterEntry[]> {
    const items = await this.#table.all(registerPartition(practiceId), '')
    return Promise.all(items.map((item) => this.#open(practiceId, item)))
  }

  async #open(practiceId: Id, item: Item): Promise<RegisterEntry> {
    return RegisterEntry.parse(
      await this.#keys.open(
        registerKeyId(practiceId),
        bytesOf(item, 'registerEntry'),
        entryContext(practiceId, textOf(item, 'sk')),
      ),
    )
  }
}

const entryContext = (practiceId: Id, clientId: Id) =>
  contextOf({ practiceId, clientId, kind: 'register-entry', id: clientId })
