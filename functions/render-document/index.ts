import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { DocumentBucket, s3 } from '../../shared/aws/document-bucket.ts'
import { documentKey } from '../../shared/aws/document-key.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { kms } from '../../shared/aws/kms.ts'
import { recordKeys } from '../../shared/aws/record-keys.ts'
import { systemClock } from '../../shared/clock.ts'
import { environmentOf } from '../../shared/environment.ts'
import { type Render, renderOutbox, renderRecords } from './render-batch.ts'
import { renderDocument } from './render-document.ts'
import { rendererOver } from './renderer.ts'
import { sealingCertificates } from './sealing-certificates.ts'
import { timeStamper } from './time-stamper.ts'
import { validationCollector } from './validation-collector.ts'

const settings = environmentOf('render-document')
const db = dynamodb()
const keyManagement = kms()
const keys = recordKeys({ db, kms: keyManagement }, settings)
const documents = new DocumentBucket(s3(), settings.DOCUMENTS_BUCKET)
const { sign } = documentKey(keyManagement, settings.DOCUMENT_KEY_ARN)
const stampTime = timeStamper(settings.TIMESTAMP_URL)
const certificate = sealingCertificates(settings.SIGNING_CERTIFICATE, import.meta.url)
const sealer = {
  certificate,
  sign,
  ...(stampTime && { stampTime, validation: validationCollector(certificate) }),
}

const renderer = rendererOver(
  db,
  { records: settings.RECORDS_TABLE, ledger: settings.LEDGER_TABLE },
  { keys, documents, sealer, now: systemClock },
)

const render: Render = (pending) => renderDocument(pending, renderer)

/** One more rendering takes no longer than this. */
const RESERVE_MS = 15_000

/** Started by the stream of the records, and by a timetable for what the stream left behind. */
export const handler = async (
  event: DynamoDBStreamEvent | { readonly Records?: undefined },
  context: Context,
): Promise<DynamoDBBatchResponse | undefined> => {
  if (event.Records) return renderRecords(event.Records, render)
  const timeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MS
  await renderOutbox(renderer.records, render, systemClock(), timeLeft)
  return undefined
}
