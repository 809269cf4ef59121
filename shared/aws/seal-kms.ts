import {
  DecryptCommand,
  GenerateDataKeyCommand,
  type KMSClient,
  ReEncryptCommand,
} from '@aws-sdk/client-kms'
import type { ReWrappingKms, WrappingKms } from '../seal/key-store.ts'

/** The three calls that branch keys need, on one KMS key. */
export function sealKms(kms: KMSClient, arn: string): WrappingKms & ReWrappingKms {
  return {
    arn,
    generateDataKey: async (context) => {
      const { Plaintext, CiphertextBlob } = await kms.send(
        new GenerateDataKeyCommand({ KeyId: arn, KeySpec: 'AES_256', EncryptionContext: context }),
      )
      return { plaintext: present(Plaintext), ciphertext: present(CiphertextBlob) }
    },
    reEncrypt: async (ciphertext, from, to) => {
      const { CiphertextBlob } = await kms.send(
        new ReEncryptCommand({
          CiphertextBlob: ciphertext,
          SourceKeyId: arn,
          SourceEncryptionContext: from,
          DestinationKeyId: arn,
          DestinationEncryptionContext: to,
        }),
      )
      return present(CiphertextBlob)
    },
    decrypt: async (ciphertext, context) => {
      const { Plaintext } = await kms.send(
        new DecryptCommand({ KeyId: arn, CiphertextBlob: ciphertext, EncryptionContext: context }),
      )
      return present(Plaintext)
    },
  }
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new Error('KMS answered without bytes')
  return bytes
}
