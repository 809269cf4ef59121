import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { u16 } from './bytes.ts'
import { SUITE } from './message.ts'

const HASH = 'sha512'
const CONTENT_KEY_LENGTH = 32
const COMMITMENT_LENGTH = 32
const FIRST_BLOCK = Buffer.of(1)
const COMMIT = Buffer.concat([Buffer.from('COMMITKEY'), FIRST_BLOCK])
const DERIVE = Buffer.concat([u16(SUITE), Buffer.from('DERIVEKEY'), FIRST_BLOCK])

export interface DerivedKeys {
  /** Makes sure that no second data key opens the same message to other words. */
  readonly commitment: Buffer
  readonly contentKey: KeyObject
}

/**
 * HKDF-SHA-512 (RFC 5869), salted by the message's id, for commitment and content key. Both come of
 * one extraction and fit the first block of its expansion, which `hkdfSync` would extract twice.
 */
export function deriveKeys(dataKey: Buffer, id: Buffer): DerivedKeys {
  const extracted = createSecretKey(hmac(createSecretKey(id), dataKey))
  const expand = (info: Buffer, length: number) => hmac(extracted, info).subarray(0, length)
  return {
    commitment: expand(COMMIT, COMMITMENT_LENGTH),
    contentKey: createSecretKey(expand(DERIVE, CONTENT_KEY_LENGTH)),
  }
}

/** With a key object: Node 24 takes six times as long over the same key in bytes. */
function hmac(key: KeyObject, data: Buffer): Buffer {
  return createHmac(HASH, key).update(data).digest()
}
