import type { S3Client } from '@aws-sdk/client-s3'
import { renderOutbox } from '../../functions/render-document/render-batch.ts'
import { renderDocument } from '../../functions/render-document/render-document.ts'
import { AskedTable } from '../../shared/aws/asked-table.ts'
import { CertificateTable } from '../../shared/aws/certificate-table.ts'
import { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import { DocumentTable } from '../../shared/aws/document-table.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { PlanTable } from '../../shared/aws/plan-table.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import type { House } from './harness.ts'

/** The renderer's round over what waits, as its timetable starts it, five minutes on. */
export async function renderWaiting(house: House, s3: S3Client, sealer: Sealer): Promise<void> {
  house.advance(5 * 60_000)
  const { db } = house
  const { keys } = house.recordsContext()
  const records = new DocumentTable(db, 'RECORDS_TABLE')
  const table = house.table('RECORDS_TABLE')
  const renderer = {
    keys,
    records,
    plans: new PlanTable(table, keys),
    asked: new AskedTable(table, keys),
    certificates: new CertificateTable(table),
    ledger: new LedgerTable(db, 'LEDGER_TABLE'),
    documents: new DocumentBucket(s3, 'documents'),
    sealer,
  }
  await renderOutbox(
    records,
    (pending) => renderDocument(pending, renderer),
    house.now(),
    () => true,
  )
}
