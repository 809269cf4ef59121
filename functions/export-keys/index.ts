import { s3 } from '../../shared/aws/document-bucket.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { KeyExports } from '../../shared/aws/key-exports.ts'
import { systemClock } from '../../shared/clock.ts'
import { environmentOf } from '../../shared/environment.ts'
import { exportKeys } from './export-keys.ts'

const told = environmentOf('export-keys')
const exports = new KeyExports(dynamodb(), s3(), {
  bucket: told.KEY_EXPORTS_BUCKET,
  storageKey: told.STORAGE_KEY_ARN,
})
const stores = {
  'noteseal-keys': told.KEYS_TABLE_ARN,
  'noteseal-process-keys': told.PROCESS_KEYS_TABLE_ARN,
}

/** Once a day. */
export const handler = () => exportKeys({ exports, stores, now: systemClock })
