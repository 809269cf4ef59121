import { careTeamCopy } from '../../shared/aws/care-team-copy.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { Client } from '../../shared/client/client.ts'
import { entryOf } from '../../shared/client/directory-entry.ts'
import { recordsOf } from '../../shared/export/client-records.ts'
import type { ExportFiles } from '../../shared/export/export-files.ts'
import { partsOf } from '../../shared/id.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import type { ImportContext } from './context.ts'
import { haveKey } from './have-key.ts'
import { importAccess } from './import-access.ts'
import { type Home, importedRecord } from './imported-record.ts'
import { putAll } from './put-all.ts'

/**
 * Puts one client's record: key, chain, records, PDFs. The client's own item and their entry in the
 * directory come last: a client who is there is there whole.
 */
export async function importClient(
  context: ImportContext,
  home: Home,
  files: ExportFiles,
  { retention }: Pick<Settings, 'retention'>,
): Promise<void> {
  const { practiceId, client } = home
  const { clientId } = client
  if (!client.client) throw new Error('a client without a file')
  await haveKey(context, clientKeyId(clientId), 'client', practiceId)
  const chain = clientChain(practiceId, clientId)
  await putAll(context.records, context.ledger.bringBack([...client.events.values()]))

  for (const record of recordsOf(client))
    await putAll(context.records, await importedRecord(context, home, record))
  for (const { value } of client.documents) {
    const { document } = value
    const bytes = files.read(`${client.folder}/documents/${partsOf(document.documentId).own}.pdf`)
    if (!bytes) throw new Error('a document without its PDF')
    await context.documents.putNew({ key: document.key, bytes, contentType: 'application/pdf' })
  }

  await importAccess(context, practiceId, client.access)

  const open = Client.parse(client.client.client)
  const { head } = client.chain ?? {}
  if (!head) throw new Error('a client without a chain')
  await context.records.commit([
    await context.directory.put(open, entryOf(client.client.demographics.demographics)),
  ])
  await context.records.commit([
    context.clients.add(open, retention, undefined),
    context.ledger.bringBackHead(chain, head, false),
    { write: context.copies.put(careTeamCopy(open)) },
  ])
}
