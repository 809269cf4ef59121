import { createHash } from 'node:crypto'
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms'
import type { ExportedKey } from '../export/export-manifest.ts'

/** The public halves of the keys that sign here, for whoever verifies elsewhere. Asked for once. */
export class PublicKeys {
  readonly #kms: KMSClient
  readonly #arns: Readonly<Record<ExportedKey['use'], string>>
  #known: Promise<ExportedKey[]> | undefined

  constructor(kms: KMSClient, arns: Readonly<Record<ExportedKey['use'], string>>) {
    this.#kms = kms
    this.#arns = arns
  }

  all(): Promise<ExportedKey[]> {
    this.#known ??= Promise.all([this.#read('statements'), this.#read('documents')])
    this.#known.catch(() => {
      this.#known = undefined
    })
    return this.#known
  }

  async #read(use: ExportedKey['use']): Promise<ExportedKey> {
    const keyArn = this.#arns[use]
    const { PublicKey } = await this.#kms.send(new GetPublicKeyCommand({ KeyId: keyArn }))
    if (!PublicKey) throw new Error('KMS answered without a key')
    return {
      use,
      keyArn,
      spki: Buffer.from(PublicKey).toString('base64'),
      fingerprint: createHash('sha256').update(PublicKey).digest('hex'),
    }
  }
}
