import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { Reader, u32 } from './bytes.ts'
import { decrypt, encrypt, IV_LENGTH, TAG_LENGTH } from './gcm.ts'
import { check } from './not-opened.ts'

/**
 * A key that wraps the data keys of many messages: a client's, a group session's, the directory's.
 * KMS holds the key that wraps it in turn. `version` is a version 4 UUID.
 */
export interface BranchKey {
  readonly id: string
  readonly version: string
  readonly key: KeyObject
}

export const PROVIDER = 'aws-kms-hierarchy'
export const KEY_LENGTH = 32

const PROVIDER_BYTES = Buffer.from(PROVIDER)
const BLOCK_START = Buffer.concat([u32(1), PROVIDER_BYTES, Buffer.of(0)])
const BLOCK_END = u32(KEY_LENGTH * 8)
const SALT_LENGTH = 16
const VERSION_LENGTH = 16
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

interface WrappedKey {
  readonly salt: Buffer
  readonly iv: Buffer
  readonly version: string
  readonly ciphertext: Buffer
  readonly tag: Buffer
}

/** @returns salt, nonce, branch key version, wrapped key and tag, in one run. */
export function wrap(dataKey: Buffer, branchKey: BranchKey, context: Buffer): Buffer {
  const random = randomBytes(SALT_LENGTH + IV_LENGTH)
  const iv = random.subarray(SALT_LENGTH)
  const key = wrappingKey(branchKey, random.subarray(0, SALT_LENGTH))
  const name = nameOf(branchKey)
  const wrapped = encrypt(key, iv, Buffer.concat([name, context]), dataKey)
  return Buffer.concat([random, name.subarray(-VERSION_LENGTH), ...wrapped])
}

/** @throws NotOpened */
export function unwrap(wrapped: WrappedKey, branchKey: BranchKey, context: Buffer): Buffer {
  check(wrapped.version === branchKey.version, 'another_branch_key_version')
  const { salt, iv, ciphertext, tag } = wrapped
  const key = wrappingKey(branchKey, salt)
  const aad = Buffer.concat([nameOf(branchKey), context])
  return decrypt(key, iv, aad, ciphertext, tag, 'wrapped_key_not_authentic')
}

/** Splits a wrapped key, whose version tells which branch key unwraps it. @throws NotOpened */
export function readWrappedKey(bytes: Buffer): WrappedKey {
  const whole = SALT_LENGTH + IV_LENGTH + VERSION_LENGTH + KEY_LENGTH + TAG_LENGTH
  check(bytes.length === whole, 'malformed_wrapped_key')
  const reader = new Reader(bytes)
  const salt = reader.take(SALT_LENGTH)
  const iv = reader.take(IV_LENGTH)
  const version = versionText(reader.take(VERSION_LENGTH))
  check(isVersion(version), 'malformed_wrapped_key')
  return { salt, iv, version, ciphertext: reader.take(KEY_LENGTH), tag: reader.take(TAG_LENGTH) }
}

export function isVersion(text: string): boolean {
  return UUID_V4.test(text)
}

/** NIST SP 800-108 in counter mode over HMAC-SHA-256; 32 bytes are its first and only block. */
function wrappingKey({ key }: BranchKey, salt: Buffer): KeyObject {
  const block = Buffer.concat([BLOCK_START, salt, BLOCK_END])
  return createSecretKey(createHmac('sha256', key).update(block).digest())
}

const names = new WeakMap<BranchKey, Buffer>()

/** Provider, id and version: what binds all data keys that a branch key wraps to it. */
function nameOf(branchKey: BranchKey): Buffer {
  const known = names.get(branchKey)
  if (known) return known
  const { id, version } = branchKey
  if (!isVersion(version)) throw new TypeError('a branch key version is a version 4 UUID')
  const versionBytes = Buffer.from(version.replaceAll('-', ''), 'hex')
  const name = Buffer.concat([PROVIDER_BYTES, Buffer.from(id), versionBytes])
  names.set(branchKey, name)
  return name
}

function versionText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
