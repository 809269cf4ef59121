import type { S3Client } from '@aws-sdk/client-s3'
import { renderOutbox } from '../../functions/render-document/render-batch.ts'
import { renderDocument } from '../../functions/render-document/render-document.ts'
import { rendererOver } from '../../functions/render-document/renderer.ts'
import { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import type { House } from './harness.ts'

/** The renderer's round over what waits, as its timetable starts it, five minutes on. */
export async function renderWaiting(house: House, s3: S3Client, sealer: Sealer): Promise<void> {
  house.advance(5 * 60_000)
  const { keys } = house.recordsContext()
  const renderer = rendererOver(
    house.db,
    { records: 'RECORDS_TABLE', ledger: 'LEDGER_TABLE' },
    { keys, documents: new DocumentBucket(s3, 'documents'), sealer, now: house.now },
  )
  await renderOutbox(
    renderer.records,
    (pending) => renderDocument(pending, renderer),
    house.now(),
    () => true,
  )
}
