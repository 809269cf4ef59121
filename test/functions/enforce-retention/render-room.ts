import { renderOutbox } from '../../../functions/render-document/render-batch.ts'
import { renderDocument } from '../../../functions/render-document/render-document.ts'
import { CertificateTable } from '../../../shared/aws/certificate-table.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { DocumentTable } from '../../../shared/aws/document-table.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { newTestSealer } from '../../document/test-key.ts'
import type { RetentionRoom } from './retention-room.ts'

/** The renderer of a retention room: a round is what its timetable starts. */
export async function rendererOf(room: RetentionRoom) {
  const sealer = await newTestSealer()
  const { db } = room.house
  const records = new DocumentTable(db, 'RECORDS_TABLE')
  const renderer = {
    keys: room.house.recordsContext().keys,
    records,
    certificates: new CertificateTable(room.house.table('RECORDS_TABLE')),
    ledger: new LedgerTable(db, 'LEDGER_TABLE'),
    documents: new DocumentBucket(room.s3, 'documents'),
    sealer,
  }
  return {
    fingerprint: sealer.fingerprint,
    async render(): Promise<void> {
      room.house.advance(5 * 60_000)
      const now = room.house.now()
      await renderOutbox(
        records,
        (pending) => renderDocument(pending, renderer),
        now,
        () => true,
      )
    },
  }
}
