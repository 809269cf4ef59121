import type { AskedDocument, PlanDocument } from '../document/document-item.ts'
import type { ClientThingId } from '../id.ts'
import type { Key } from './item.ts'
import { documentsOf } from './note-place.ts'
import { noLongerWanted } from './outbox.ts'
import type { Table } from './table.ts'

/**
 * Records that the only document of what waits for it is stored, and takes that out of the outbox: one
 * transaction, with one result however often it is tried. Nothing is recorded where the client was
 * destroyed meanwhile.
 *
 * @param waiting where the item lies, among its client's
 * @param id of what waits: it names the document's item too
 */
export async function recordOnlyDocument(
  table: Table,
  waiting: Key,
  id: ClientThingId,
  document: AskedDocument | PlanDocument,
): Promise<void> {
  await table.commit([
    {
      write: table.update(waiting, {
        remove: noLongerWanted,
        condition: { expression: 'attribute_exists(pendingPdf)' },
      }),
      // Recorded before, by another try; or there is no such client any more.
      otherwise: () => 'done',
    },
    { write: table.put({ pk: waiting.pk, sk: `${documentsOf(id)}1`, ...document }) },
  ])
}
