import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { AskedTable } from '../../shared/aws/asked-table.ts'
import { CertificateTable } from '../../shared/aws/certificate-table.ts'
import { DocumentBucket, s3 } from '../../shared/aws/document-bucket.ts'
import { documentKey } from '../../shared/aws/document-key.ts'
import { DocumentTable } from '../../shared/aws/document-table.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { kms } from '../../shared/aws/kms.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { PlanTable } from '../../shared/aws/plan-table.ts'
import { recordKeys } from '../../shared/aws/record-keys.ts'
import { Table } from '../../shared/aws/table.ts'
import { systemClock } from '../../shared/clock.ts'
import { environmentOf } from '../../shared/environment.ts'
import { type Render, renderOutbox, renderRecords } from './render-batch.ts'
import { renderDocument } from './render-document.ts'
import { sealingCertificates } from './sealing-certificates.ts'
import { timeStamper } from './time-stamper.ts'

const settings = environmentOf('render-document')
const db = dynamodb()
const keyManagement = kms()
const keys = recordKeys({ db, kms: keyManagement }, settings)
const records = new DocumentTable(db, settings.RECORDS_TABLE)
const documents = new DocumentBucket(s3(), settings.DOCUMENTS_BUCKET)
const { sign } = documentKey(keyManagement, settings.DOCUMENT_KEY_ARN)
const stampTime = timeStamper(settings.TIMESTAMP_URL)
const sealer = {
  certificate: sealingCertificates(settings.SIGNING_CERTIFICATE, import.meta.url),
  sign,
  ...(stampTime && { stampTime }),
}

const table = new Table(db, settings.RECORDS_TABLE)
const plans = new PlanTable(table, keys)
const asked = new AskedTable(table, keys)
const certificates = new CertificateTable(table)
const ledger = new LedgerTable(db, settings.LEDGER_TABLE)

const render: Render = (pending) =>
  renderDocument(pending, { keys, records, plans, asked, certificates, ledger, documents, sealer })

/** One more rendering takes no longer than this. */
const RESERVE_MS = 15_000

/** Started by the stream of the records, and by a timetable for what the stream left behind. */
export const handler = async (
  event: DynamoDBStreamEvent | { readonly Records?: undefined },
  context: Context,
): Promise<DynamoDBBatchResponse | undefined> => {
  if (event.Records) return renderRecords(event.Records, render)
  const timeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MS
  await renderOutbox(records, render, systemClock(), timeLeft)
  return undefined
}
