import { createHash } from 'node:crypto'
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms'

/** Signs what clinicians state, by a KMS key that signs nothing else. */
export interface StatementSigner {
  readonly keyArn: string
  readonly algorithm: 'ECDSA_SHA_256'
  /** @returns a DER signature, base64 */
  sign(statement: string): Promise<string>
}

export function statementSigner(kms: KMSClient, keyArn: string): StatementSigner {
  return {
    keyArn,
    algorithm: 'ECDSA_SHA_256',
    sign: async (statement) => {
      const { Signature } = await kms.send(
        new SignCommand({
          KeyId: keyArn,
          Message: createHash('sha256').update(statement).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      )
      if (!Signature) throw new Error('KMS answered without a signature')
      return Buffer.from(Signature).toString('base64')
    },
  }
}
