import type { ExportedAccess } from '../../shared/export/exported-access.ts'
import type { Read } from '../../shared/export/read-records.ts'
import type { Id } from '../../shared/id.ts'
import type { ImportContext } from './context.ts'

/** Entries of one transaction. */
const AT_ONCE = 100

/** Puts who looked at a record. Each entry has one key, so that putting it again comes to the same. */
export async function importAccess(
  { access, records }: ImportContext,
  practiceId: Id,
  entries: readonly Read<ExportedAccess>[],
): Promise<void> {
  const writes = entries.map(({ value: { form: _form, ...entry } }) =>
    access.bringBack({ practiceId, ...entry }),
  )
  for (let from = 0; from < writes.length; from += AT_ONCE)
    await records.commit(writes.slice(from, from + AT_ONCE))
}
