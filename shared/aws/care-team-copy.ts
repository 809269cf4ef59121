import { z } from 'zod'
import type { Client } from '../client/client.ts'
import { Id } from '../id.ts'
import type { Refused } from '../refused.ts'
import type { Item, Key } from './item.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Where `process-notes-api` finds who works with a client, in the only table of it that it may read. */
export const careTeamCopyKey = (practiceId: Id, clientId: Id): Key => ({
  pk: `P#${practiceId}#C#${clientId}`,
  sk: 'CARE_TEAM',
})

export const CareTeamCopy = z.object({
  careTeam: z.array(Id),
  barred: z.array(Id),
  state: z.enum(['active', 'closed']),
  version: z.number().int().positive(),
})
export type CareTeamCopy = z.infer<typeof CareTeamCopy>

/** Written in the same transaction as the client whose copy it is. */
export function careTeamCopy(client: Client): Item & Key {
  const { practiceId, clientId, careTeam, barred, state, version } = client
  return { ...careTeamCopyKey(practiceId, clientId), careTeam, barred, state, version }
}

/**
 * Holds a transaction to a client whose record is not destroyed: the copy goes in the transaction
 * that destroys the keys, and nothing is written for the client after it.
 */
export function whileCopyStands(
  copies: Table,
  practiceId: Id,
  clientId: Id,
  refused: Refused,
): Write {
  return {
    write: copies.check(careTeamCopyKey(practiceId, clientId), 'attribute_exists(pk)'),
    otherwise: () => {
      throw refused
    },
  }
}
