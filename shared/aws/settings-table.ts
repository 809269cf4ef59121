import type { Clock } from '../clock.ts'
import type { Id } from '../id.ts'
import type { Settings } from '../practice/settings.ts'
import { Refused } from '../refused.ts'
import type { LedgerTable } from './ledger-table.ts'
import { practiceChain, settingsRecorded } from './practice-events.ts'
import { settingsKey, storedSettings } from './practice-reader.ts'
import type { Table } from './table.ts'

/** A practice's settings for those who change them; `PracticeReader` remembers them for the rest. */
export class SettingsTable {
  readonly #records: Table
  readonly #ledger: LedgerTable
  readonly #now: Clock

  constructor(records: Table, ledger: LedgerTable, now: Clock) {
    this.#records = records
    this.#ledger = ledger
    this.#now = now
  }

  /** As they were written, with the nonce that opens the ledger's commitment to them. */
  async stored(practiceId: Id): Promise<{ settings: Settings; nonce: string | undefined }> {
    const item = await this.#records.get(settingsKey(practiceId))
    if (!item) throw new Error('the practice has no settings')
    const { settings, nonce } = item
    return {
      settings: settings as Settings,
      nonce: typeof nonce === 'string' ? nonce : undefined,
    }
  }

  /** As they stand now. @throws Error where a practice was never founded: a fault */
  async read(practiceId: Id): Promise<Settings> {
    const item = await this.#records.get(settingsKey(practiceId))
    if (!item) throw new Error('the practice has no settings')
    return storedSettings(item)
  }

  /**
   * Settings and ledger event in one transaction.
   *
   * @param after with the version that follows `from`
   * @throws Refused `stale_revision`
   */
  async change(actorId: Id, from: number, after: Settings): Promise<void> {
    const { practiceId } = after
    const chain = practiceChain(practiceId)
    const { event, nonce } = settingsRecorded({ practiceId, actorId, at: this.#now() }, after)
    const item = { ...settingsKey(practiceId), settings: after, version: after.version, nonce }
    await this.#ledger.commit([{ chain, head: await this.#ledger.head(chain), event }], () => [
      {
        write: this.#records.replace(item, from),
        otherwise: () => {
          throw new Refused('stale_revision', ['settings'])
        },
      },
    ])
  }
}
