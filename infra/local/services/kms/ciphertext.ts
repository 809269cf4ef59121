import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { ServiceFailure } from '../http/service-failure.ts'
import { secretKeyOf } from './key-material.ts'
import type { StoredKey } from './key-store.ts'

// version 1 byte | length of key id 2 bytes | key id | nonce 12 | tag 16 | AES-256-GCM ciphertext.
// Associated data: version, length and key id, then the encryption context in canonical order.

export type EncryptionContext = Readonly<Record<string, string>>

const version = 1
const nonceBytes = 12
const tagBytes = 16

export function seal(key: StoredKey, plaintext: Buffer, context: EncryptionContext): Buffer {
  const header = headerOf(key.id)
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', secretKeyOf(key), nonce)
  cipher.setAAD(associatedData(header, context))
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed])
}

/**
 * The id of the key that a blob names; only opening it proves the name.
 *
 * @throws ServiceFailure `InvalidCiphertextException`
 */
export function keyIdOf(blob: Buffer): string {
  if (blob[0] !== version || blob.length < 3) throw invalid()
  const length = blob.readUInt16BE(1)
  if (blob.length < 3 + length + nonceBytes + tagBytes) throw invalid()
  return blob.subarray(3, 3 + length).toString()
}

/** @throws ServiceFailure `InvalidCiphertextException`: changed, or sealed with another context */
export function open(key: StoredKey, blob: Buffer, context: EncryptionContext): Buffer {
  const header = headerOf(key.id)
  const nonceEnd = header.length + nonceBytes
  const tagEnd = nonceEnd + tagBytes
  const nonce = blob.subarray(header.length, nonceEnd)
  const options = { authTagLength: tagBytes }
  try {
    const decipher = createDecipheriv('aes-256-gcm', secretKeyOf(key), nonce, options)
    decipher.setAuthTag(blob.subarray(nonceEnd, tagEnd))
    decipher.setAAD(associatedData(header, context))
    return Buffer.concat([decipher.update(blob.subarray(tagEnd)), decipher.final()])
  } catch {
    throw invalid()
  }
}

function headerOf(keyId: string): Buffer {
  const id = Buffer.from(keyId)
  const header = Buffer.from([version, 0, 0])
  header.writeUInt16BE(id.length, 1)
  return Buffer.concat([header, id])
}

function associatedData(header: Buffer, context: EncryptionContext): Buffer {
  const names = Object.keys(context).sort()
  const canonical = JSON.stringify(names.map((name) => [name, context[name]]))
  return Buffer.concat([header, Buffer.from(canonical)])
}

const invalid = () => new ServiceFailure('InvalidCiphertextException', '')
