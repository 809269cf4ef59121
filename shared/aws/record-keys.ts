import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { KMSClient } from '@aws-sdk/client-kms'
import { KeyRing } from './key-ring.ts'
import { sealKms } from './seal-kms.ts'

/** The logical name of the key store, part of every KMS context. */
const STORE = 'noteseal-keys'

/**
 * The keys of records, as each function has them that may open any. Process notes have a store of
 * their own, and one function alone knows of it.
 */
export const recordKeys = (
  { db, kms }: { readonly db: DynamoDBClient; readonly kms: KMSClient },
  told: { readonly KEYS_TABLE: string; readonly SEAL_KEY_ARN: string },
  milliseconds?: () => number,
): KeyRing => new KeyRing(db, told.KEYS_TABLE, STORE, sealKms(kms, told.SEAL_KEY_ARN), milliseconds)
