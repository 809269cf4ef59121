import type { ClientThingId, Id } from '../id.ts'
import { obligationKey } from './obligation-table.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/**
 * What was owed is written: it leaves worklist and sweep whatever it has been flagged with since it
 * was read, and keeps its level.
 */
export function closeObligation(
  table: Table,
  practiceId: Id,
  clientId: Id,
  obligationId: Id,
  { state, noteId }: { state: 'done' | 'cancelled'; noteId: ClientThingId },
): Write {
  return {
    write: table.update(obligationKey(practiceId, clientId, obligationId), {
      set: { state, noteId },
      remove: ['flagAt', 'dueShard', 'workOwner', 'workAt'],
      condition: { expression: 'attribute_exists(pk)' },
    }),
  }
}
