import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { canonical } from './canonical.ts'

const NONCE_LENGTH = 32

/** HMAC-SHA-256 in lower-case hexadecimal. */
export const Commitment = z.string().regex(/^[0-9a-f]{64}$/, 'is not a commitment')
export type Commitment = z.infer<typeof Commitment>

/** 32 random bytes in base 64. Kept inside the sealed record and nowhere else. */
export function newNonce(): string {
  return randomBytes(NONCE_LENGTH).toString('base64')
}

/**
 * Commits to a value without telling it: once the nonce is destroyed, nobody can confirm a guess.
 *
 * @throws RangeError for a nonce that is not 32 bytes in base 64
 * @throws NotCanonical
 */
export function commit(nonce: string, value: unknown): Commitment {
  const key = nonceBytes(nonce)
  if (!key) throw new RangeError('a nonce is 32 bytes in base 64')
  return createHmac('sha256', key).update(canonical(value)).digest('hex')
}

/** Whether a commitment is to this value. @throws NotCanonical */
export function commitsTo(commitment: Commitment, nonce: string, value: unknown): boolean {
  if (!nonceBytes(nonce)) return false
  const claimed = Buffer.from(commitment, 'hex')
  const computed = Buffer.from(commit(nonce, value), 'hex')
  return claimed.length === computed.length && timingSafeEqual(claimed, computed)
}

/**
 * What the commitment to a sealed record covers: all of it but its nonce, its position in the
 * ledger, and of its signature the commitment itself and KMS's value. So what is signed can be told
 * before it is signed, and stays good when the chain's head moves before it is stored.
 */
export function committedPart(record: object): unknown {
  const { nonce: _nonce, ledger: _ledger, signature, ...content } = record as Sealed
  if (!signature) return content
  const { commitment: _commitment, value: _value, ...intent } = signature
  return { ...content, signature: intent }
}

interface Sealed {
  readonly nonce?: unknown
  readonly ledger?: unknown
  readonly signature?: { readonly commitment?: unknown; readonly value?: unknown }
}

/** Strict, so that one nonce has one text. */
function nonceBytes(nonce: string): Buffer | undefined {
  const bytes = Buffer.from(nonce, 'base64')
  return bytes.length === NONCE_LENGTH && bytes.toString('base64') === nonce ? bytes : undefined
}
