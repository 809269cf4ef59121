import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import type { KeyStore, StoredKey } from './key-store.ts'
import { KeyId, OneKeyInput, type Permit } from './kms-request.ts'
import { algorithmsOf } from './signing.ts'

const DeletionInput = z.object({ KeyId, PendingWindowInDays: z.int().min(7).max(30).default(30) })

export function lifeOperations(
  store: KeyStore,
  permitted: Permit,
  options: { readonly account: string; readonly now: () => number },
): Readonly<Record<string, Operation>> {
  return {
    DescribeKey(raw, caller) {
      const key = store.find(OneKeyInput.parse(raw).KeyId)
      permitted(caller, 'DescribeKey', key, {})
      return { KeyMetadata: metadata(key, options.account) }
    },

    ScheduleKeyDeletion(raw, caller) {
      const { KeyId, PendingWindowInDays } = DeletionInput.parse(raw)
      const key = store.find(KeyId)
      const days = { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(PendingWindowInDays) }
      permitted(caller, 'ScheduleKeyDeletion', key, days)
      refuseIfPending(key)
      key.state = 'PendingDeletion'
      const deleteAt = options.now() + PendingWindowInDays * 86_400_000
      key.deleteAt = deleteAt
      store.save()
      const DeletionDate = deleteAt / 1000
      return { KeyId: key.arn, DeletionDate, KeyState: key.state, PendingWindowInDays }
    },

    CancelKeyDeletion(raw, caller) {
      const key = store.find(OneKeyInput.parse(raw).KeyId)
      permitted(caller, 'CancelKeyDeletion', key, {})
      if (key.state !== 'PendingDeletion') {
        const message = `${key.arn} is not pending deletion.`
        throw new ServiceFailure('KMSInvalidStateException', message)
      }
      key.state = 'Disabled'
      delete key.deleteAt
      store.save()
      return { KeyId: key.arn }
    },

    EnableKey(raw, caller) {
      const key = store.find(OneKeyInput.parse(raw).KeyId)
      permitted(caller, 'EnableKey', key, {})
      refuseIfPending(key)
      key.state = 'Enabled'
      store.save()
      return {}
    },
  }
}

function refuseIfPending({ arn, state }: StoredKey): void {
  if (state !== 'PendingDeletion') return
  throw new ServiceFailure('KMSInvalidStateException', `${arn} is pending deletion.`)
}

/** `DescribeKey`'s answer. */
function metadata(key: StoredKey, account: string): Record<string, unknown> {
  const [, , , region] = key.arn.split(':')
  return {
    AWSAccountId: account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Description: key.description,
    Enabled: key.state === 'Enabled',
    KeyState: key.state,
    KeyUsage: key.usage,
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: key.multiRegion,
    ...(key.multiRegion && {
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'PRIMARY',
        PrimaryKey: { Arn: key.arn, Region: region },
        ReplicaKeys: [],
      },
    }),
    ...(key.deleteAt && { DeletionDate: key.deleteAt / 1000 }),
    ...(key.usage === 'SIGN_VERIFY'
      ? { SigningAlgorithms: algorithmsOf(key.spec) }
      : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
  }
}
