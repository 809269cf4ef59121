import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Context } from '../../shared/seal/context.ts'
import type { ReWrappingKms, WrappingKms } from '../../shared/seal/key-store.ts'

export const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

/** What KMS does with one symmetric key, in memory: it binds the encryption context, as KMS does. */
export class WrappingKmsInMemory implements WrappingKms, ReWrappingKms {
  readonly arn: string
  readonly contexts: Context[] = []
  readonly #root = randomBytes(32)

  constructor(arn = KEY_ARN) {
    this.arn = arn
  }

  async generateDataKey(context: Context) {
    const plaintext = randomBytes(32)
    return { plaintext: new Uint8Array(plaintext), ciphertext: this.wrap(plaintext, context) }
  }

  async reEncrypt(ciphertext: Uint8Array, from: Context, to: Context) {
    return this.wrap(this.unwrap(ciphertext, from), to)
  }

  async decrypt(ciphertext: Uint8Array, context: Context) {
    return new Uint8Array(this.unwrap(ciphertext, context))
  }

  wrap(plaintext: Uint8Array, context: Context): Uint8Array {
    this.contexts.push(context)
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#root, iv).setAAD(bytesOf(context))
    return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  }

  unwrap(wrapped: Uint8Array, context: Context): Uint8Array {
    this.contexts.push(context)
    const bytes = Buffer.from(wrapped)
    const decipher = createDecipheriv('aes-256-gcm', this.#root, bytes.subarray(0, 12), {
      authTagLength: 16,
    })
    decipher.setAAD(bytesOf(context)).setAuthTag(bytes.subarray(-16))
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
  }
}

function bytesOf(context: Context): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))))
}
