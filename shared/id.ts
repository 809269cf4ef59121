import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 26

/** An opaque name: 130 bits in Crockford's base 32, lower case. Says nothing about what it names. */
export const Id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/, 'is not an id')
export type Id = z.infer<typeof Id>

/** The id of a thing that belongs to a client, `<clientId>.<id>`, so that it can be found by itself. */
export const ClientThingId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{26}\.[0-9a-hjkmnp-tv-z]{26}$/, 'is not an id')
export type ClientThingId = z.infer<typeof ClientThingId>

export function newId(): Id {
  return encode(randomBytes(17))
}

/** The same id for the same parts, so that a repeated request names what the first one made. */
export function derivedId(...parts: readonly string[]): Id {
  return encode(createHash('sha256').update(JSON.stringify(parts)).digest())
}

/** The id of what a request makes: the same one for the same `Idempotency-Key`, otherwise a new one. */
export function idOfRequest(
  idempotencyKey: string | undefined,
  ...parts: readonly [kind: string, ...whose: string[]]
): Id {
  return idempotencyKey ? derivedId(...parts, idempotencyKey) : newId()
}

/** @returns the client that a session, note or document belongs to, and its own part. */
export function partsOf(id: ClientThingId): { clientId: Id; own: Id } {
  return { clientId: id.slice(0, LENGTH), own: id.slice(LENGTH + 1) }
}

function encode(bytes: Buffer): Id {
  let bits = BigInt(`0x${bytes.subarray(0, 17).toString('hex')}`)
  let text = ''
  for (let i = 0; i < LENGTH; i++) {
    text = ALPHABET[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return text
}
