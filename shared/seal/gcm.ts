import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { NotOpened, type NotOpenedReason } from './not-opened.ts'

/**
 * AES-256-GCM with 12-byte nonces and whole 16-byte tags, as everything in a message is sealed.
 * Keys are key objects throughout: Node 24 takes several times as long over the same keys in bytes.
 */
export const IV_LENGTH = 12
export const TAG_LENGTH = 16

const CIPHER = 'aes-256-gcm'
const options = { authTagLength: TAG_LENGTH }

/** @returns ciphertext and tag. */
export function encrypt(
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): [Buffer, Buffer] {
  const cipher = createCipheriv(CIPHER, key, iv, options).setAAD(aad)
  const ciphertext = cipher.update(plaintext)
  // GCM is a stream: the end adds no bytes.
  cipher.final()
  return [ciphertext, cipher.getAuthTag()]
}

/** @throws NotOpened with `otherwise`, where key, nonce, associated data or a byte differs. */
export function decrypt(
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
  otherwise: NotOpenedReason,
): Buffer {
  const decipher = createDecipheriv(CIPHER, key, iv, options).setAAD(aad).setAuthTag(tag)
  const plaintext = decipher.update(ciphertext)
  try {
    decipher.final()
  } catch (cause) {
    throw new NotOpened(otherwise, { cause })
  }
  return plaintext
}
