import { jsonService } from '../http/json-protocol.ts'
import type { WireService } from '../http/wire-server.ts'
import type { Keys } from '../service.ts'
import { encryptionOperations } from './encryption-operations.ts'
import { createKeyStore, type StoredKey } from './key-store.ts'
import { type KmsOptions, permitBy } from './kms-request.ts'
import { lifeOperations } from './life-operations.ts'
import { signingOperations } from './signing-operations.ts'

export function createKms(
  options: KmsOptions,
): Keys & { wire: WireService; usableKey(keyId: string): StoredKey } {
  const store = createKeyStore(options)
  const permitted = permitBy(options)
  return {
    wire: jsonService('kms', '1.1', {
      ...encryptionOperations(store, permitted),
      ...signingOperations(store, permitted),
      ...lifeOperations(store, permitted, options),
    }),
    async createKey(logicalName, properties) {
      const { id: keyId, arn: keyArn } = store.create(logicalName, properties)
      return { keyId, keyArn }
    },
    usableKey: (keyId) => store.usable(keyId, 'ENCRYPT_DECRYPT'),
  }
}
