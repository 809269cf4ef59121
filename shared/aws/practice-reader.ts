import { Member } from '../member/member.ts'
import { Settings } from '../practice/settings.ts'
import { defaultRetentionPolicy } from '../retention/policy.ts'
import type { Item } from './item.ts'
import type { Table } from './table.ts'

/** A practice's settings: the item keeps them whole in `settings`, and its `version` beside. */
export const settingsKey = (practiceId: string) => ({ pk: `P#${practiceId}`, sk: 'SETTINGS' })

/** Those stored before a practice could choose its retention have the default. */
export const storedSettings = ({ settings }: Item): Settings =>
  Settings.parse({ retention: defaultRetentionPolicy, ...(settings as object) })

/** A member: the item keeps them whole in `member`, and its `version` beside. */
export const memberKey = (practiceId: string, memberId: string) => ({
  pk: `P#${practiceId}`,
  sk: `M#${memberId}`,
})

/** A change of settings is felt within this time. */
const LIFETIME_MS = 60_000

/** What the functions need to know of a practice, read and never written. */
export class PracticeReader {
  readonly #table: Table
  readonly #now: () => number
  readonly #known = new Map<string, { settings: Promise<Settings>; until: number }>()

  constructor(table: Table, now: () => number = Date.now) {
    this.#table = table
    this.#now = now
  }

  /** Remembered for a minute. @throws Error where a practice was never founded: a fault */
  settings(practiceId: string): Promise<Settings> {
    const known = this.#known.get(practiceId)
    if (known && known.until > this.#now()) return known.settings
    const settings = this.#readSettings(practiceId)
    this.#known.set(practiceId, { settings, until: this.#now() + LIFETIME_MS })
    settings.catch(() => this.#known.delete(practiceId))
    return settings
  }

  /** As they stand now. */
  async member(practiceId: string, memberId: string): Promise<Member | undefined> {
    const item = await this.#table.get(memberKey(practiceId, memberId))
    return item && Member.parse(item['member'])
  }

  async #readSettings(practiceId: string): Promise<Settings> {
    const item = await this.#table.get(settingsKey(practiceId))
    if (!item) throw new Error('the practice has no settings')
    return storedSettings(item)
  }
}
