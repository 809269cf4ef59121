import { z } from 'zod'
import { Id } from '../id.ts'
import type { Item } from './item.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** What `process-notes-api` needs to know of a client, which is all that it can know. */
export const CareTeamCopy = z.object({
  careTeam: z.array(Id),
  barred: z.array(Id),
  state: z.string(),
})
export type CareTeamCopy = z.infer<typeof CareTeamCopy>

const careTeamKey = (practiceId: Id, clientId: Id) => ({
  pk: `P#${practiceId}#C#${clientId}`,
  sk: 'CARE_TEAM',
})

/**
 * The copies of care teams that `process-notes-api` reads: it may not read a client's record. Each
 * is written in the transaction that writes its original. Copies of members' cards lie beside them,
 * under the keys that `member-directory.ts` gives.
 */
export class CareTeamCopies {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  /** For the transaction that opens a client, or changes their care team or state. */
  write(practiceId: Id, clientId: Id, copy: CareTeamCopy): Write {
    return { write: this.#table.put({ ...careTeamKey(practiceId, clientId), ...copy }) }
  }

  async of(practiceId: Id, clientId: Id): Promise<CareTeamCopy | undefined> {
    const item: Item | undefined = await this.#table.get(careTeamKey(practiceId, clientId))
    return item && CareTeamCopy.parse(item)
  }
}
