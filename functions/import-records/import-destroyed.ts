import { certificateStored, certificateWanted } from '../../shared/aws/certificate-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { standingTombstone } from '../../shared/aws/client-tombstone.ts'
import { registerKeyId } from '../../shared/aws/key-ring.ts'
import { certificateItemKey } from '../../shared/document/certificate-place.ts'
import type { CertificateDocument } from '../../shared/document/document-item.ts'
import { documentRecordKey } from '../../shared/document/document-record.ts'
import { eventsIn } from '../../shared/export/client-records.ts'
import { certificatePath, type DestroyedRecords } from '../../shared/export/destroyed-records.ts'
import type { ExportFiles } from '../../shared/export/export-files.ts'
import type { Id } from '../../shared/id.ts'
import { canonical } from '../../shared/ledger/canonical.ts'
import type { Certificate } from '../../shared/retention/certificate.ts'
import type { ImportContext } from './context.ts'
import { haveKey } from './have-key.ts'
import { importAccess } from './import-access.ts'
import { putAll } from './put-all.ts'

/**
 * Puts what is left of a destroyed record: its chain, closed; certificates; whose it was. The tombstone
 * comes last. There never was a key of that client's here: nothing is left to destroy.
 */
export async function importDestroyed(
  context: ImportContext,
  practiceId: Id,
  { clientId, chain, certificates, register, access }: DestroyedRecords,
  files: ExportFiles,
): Promise<void> {
  const { records, ledger } = context
  const events = [...eventsIn(chain).values()]
  const destroyedAt = events.at(-1)?.at
  if (!chain || destroyedAt === undefined) throw new Error('a destroyed client without a chain')
  await putAll(records, ledger.bringBack(events))

  for (const { value } of certificates) {
    const { certificate, document } = value
    if (document) await putCertificate(context, certificate, document, files)
    // Its PDF is made here, of what it says and of the chain.
    else await records.commit([certificateWanted(records, certificate)])
  }
  for (const { value } of register) {
    await haveKey(context, registerKeyId(practiceId), 'register', practiceId)
    await records.commit([await context.register.bringBack(practiceId, value.entry)])
  }
  await importAccess(context, practiceId, access)
  await records.commit([
    ledger.bringBackHead(clientChain(practiceId, clientId), chain.head, true),
    {
      write: records.putNew(standingTombstone({ practiceId, clientId, destroyedAt })),
      otherwise: () => 'done',
    },
  ])
}

/** The PDF, and beside it what puts it back after a restore. */
async function putCertificate(
  { documents, records }: ImportContext,
  certificate: Certificate,
  document: CertificateDocument,
  files: ExportFiles,
): Promise<void> {
  const bytes = files.read(certificatePath(certificate.clientId, document.documentId))
  if (!bytes) throw new Error('a certificate without its PDF')
  const json = (value: unknown) => ({
    bytes: Buffer.from(canonical(value)),
    contentType: 'application/json',
  })
  await Promise.all([
    documents.putNew({ key: document.key, bytes, contentType: 'application/pdf' }),
    documents.putNew({ key: documentRecordKey(document), ...json(certificate) }),
    documents.putNew({ key: certificateItemKey(document), ...json(document) }),
  ])
  await records.commit([certificateStored(records, certificate, document)])
}
