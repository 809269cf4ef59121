import { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import type { KeptEntry } from './access-log.ts'
import { textOf } from './item.ts'
import type { Table } from './table.ts'

/** Reads who asked to see a client's record. */
export class AccessTrail {
  readonly #access: Table

  constructor(access: Table) {
    this.#access = access
  }

  /** All of a month of UTC, `2026-03`, the latest first. */
  async of(practiceId: Id, clientId: Id, month: string): Promise<KeptEntry[]> {
    const items = await this.#access.all(`P#${practiceId}#C#${clientId}#${month}`, '', true)
    return items.map((item) => ({
      key: textOf(item, 'sk'),
      practiceId,
      clientId,
      memberId: textOf(item, 'memberId'),
      action: textOf(item, 'action'),
      ...(item['about'] !== undefined && { about: textOf(item, 'about') }),
      ...(item['custodialAccessId'] !== undefined && {
        custodialAccessId: textOf(item, 'custodialAccessId'),
      }),
      at: Instant.parse(item['at']),
      requestId: textOf(item, 'requestId'),
      outcome: item['outcome'] === 'refused' ? 'refused' : 'asked',
    }))
  }
}
