import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import type { Principal } from '../service.ts'
import { type EncryptionContext, keyIdOf, open, seal } from './ciphertext.ts'
import type { KeyStore, StoredKey } from './key-store.ts'
import { Bytes, base64, KeyId, type Permit } from './kms-request.ts'
import { encryptionContextKeys } from './storage-key-use.ts'

const Context = z.record(z.string(), z.string()).default({})

const DataKeyInput = z
  .object({
    KeyId,
    KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
    NumberOfBytes: z.int().min(1).max(1024).optional(),
    EncryptionContext: Context,
  })
  .refine((input) => (input.KeySpec === undefined) !== (input.NumberOfBytes === undefined))

const EncryptInput = z.object({
  KeyId,
  Plaintext: Bytes.refine((bytes) => bytes.length >= 1 && bytes.length <= 4096),
  EncryptionContext: Context,
})

const DecryptInput = z.object({
  CiphertextBlob: Bytes,
  KeyId: KeyId.optional(),
  EncryptionContext: Context,
})

const ReEncryptInput = z.object({
  CiphertextBlob: Bytes,
  SourceKeyId: KeyId.optional(),
  SourceEncryptionContext: Context,
  DestinationKeyId: KeyId,
  DestinationEncryptionContext: Context,
})

export function encryptionOperations(
  store: KeyStore,
  permitted: Permit,
): Readonly<Record<string, Operation>> {
  function generateDataKey(action: string, raw: unknown, caller: Principal) {
    const input = DataKeyInput.parse(raw)
    const key = store.find(input.KeyId)
    permitted(caller, action, key, encryptionContextKeys(input.EncryptionContext))
    store.usable(key.id, 'ENCRYPT_DECRYPT')
    const plaintext = randomBytes(input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32))
    const blob = seal(key, plaintext, input.EncryptionContext)
    return { key, plaintext, blob }
  }

  function opened(
    action: string,
    blob: Buffer,
    context: EncryptionContext,
    wantedKeyId: string | undefined,
    caller: Principal,
  ): { key: StoredKey; plaintext: Buffer } {
    const key = store.find(keyIdOf(blob))
    permitted(caller, action, key, encryptionContextKeys(context))
    if (wantedKeyId && store.find(wantedKeyId).id !== key.id) {
      const message =
        'The key ID in the request does not identify a CMK that can perform this operation.'
      throw new ServiceFailure('IncorrectKeyException', message)
    }
    store.usable(key.id, 'ENCRYPT_DECRYPT')
    return { key, plaintext: open(key, blob, context) }
  }

  return {
    GenerateDataKey(raw, caller) {
      const { key, plaintext, blob } = generateDataKey('GenerateDataKey', raw, caller)
      return { KeyId: key.arn, Plaintext: base64(plaintext), CiphertextBlob: base64(blob) }
    },

    GenerateDataKeyWithoutPlaintext(raw, caller) {
      const { key, blob } = generateDataKey('GenerateDataKeyWithoutPlaintext', raw, caller)
      return { KeyId: key.arn, CiphertextBlob: base64(blob) }
    },

    Encrypt(raw, caller) {
      const { KeyId, Plaintext, EncryptionContext } = EncryptInput.parse(raw)
      const key = store.find(KeyId)
      permitted(caller, 'Encrypt', key, encryptionContextKeys(EncryptionContext))
      store.usable(key.id, 'ENCRYPT_DECRYPT')
      const CiphertextBlob = base64(seal(key, Plaintext, EncryptionContext))
      return { KeyId: key.arn, CiphertextBlob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
    },

    Decrypt(raw, caller) {
      const { CiphertextBlob, KeyId, EncryptionContext } = DecryptInput.parse(raw)
      const source = opened('Decrypt', CiphertextBlob, EncryptionContext, KeyId, caller)
      return {
        KeyId: source.key.arn,
        Plaintext: base64(source.plaintext),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    },

    ReEncrypt(raw, caller) {
      const input = ReEncryptInput.parse(raw)
      const { CiphertextBlob: blob, SourceEncryptionContext: from, SourceKeyId } = input
      const source = opened('ReEncryptFrom', blob, from, SourceKeyId, caller)
      const key = store.find(input.DestinationKeyId)
      const context = input.DestinationEncryptionContext
      permitted(caller, 'ReEncryptTo', key, encryptionContextKeys(context))
      store.usable(key.id, 'ENCRYPT_DECRYPT')
      return {
        SourceKeyId: source.key.arn,
        KeyId: key.arn,
        CiphertextBlob: base64(seal(key, source.plaintext, context)),
        SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    },
  }
}
