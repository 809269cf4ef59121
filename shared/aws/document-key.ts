import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms'

/** The practice's document key: it signs PDFs and its own certificate, and never leaves KMS. */
export interface DocumentKey {
  /** @returns SubjectPublicKeyInfo, DER */
  publicKey(): Promise<Uint8Array>
  /** @param digest SHA-256 of what is signed; RSA PKCS#1 v1.5, so the same digest, the same bytes */
  sign(digest: Uint8Array): Promise<Uint8Array>
}

export function documentKey(kms: KMSClient, keyArn: string): DocumentKey {
  return {
    publicKey: async () => {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyArn }))
      return present(PublicKey)
    },
    sign: async (digest) => {
      const { Signature } = await kms.send(
        new SignCommand({
          KeyId: keyArn,
          Message: digest,
          MessageType: 'DIGEST',
          SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        }),
      )
      return present(Signature)
    },
  }
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new Error('KMS answered without bytes')
  return bytes
}
