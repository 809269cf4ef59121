import { u16 } from './bytes.ts'

/**
 * What a message is about: opaque ids that anybody who holds the message can read, bound to it, and
 * needed again to open it.
 */
export type Context = Readonly<Record<string, string>>

/** A context that no message can carry: the fault of the code that made it. */
export class InvalidContext extends Error {
  override readonly name = 'InvalidContext'
}

const RESERVED = 'aws-crypto-'
const MOST_BYTES = 0xffff

/**
 * The one encoding of a context: its pairs in the byte order of their keys, nothing if empty. Own
 * enumerable members only, so a key such as `__proto__` is a key like any other.
 *
 * @throws InvalidContext
 */
export function encodeContext(context: Context): Buffer {
  const pairs = Object.entries(context).map(([key, value]) => {
    if (key.startsWith(RESERVED)) throw new InvalidContext(`keys with ${RESERVED} are reserved`)
    return [utf8(key), utf8(value)] as const
  })
  if (pairs.length === 0) return Buffer.alloc(0)
  pairs.sort(([a], [b]) => Buffer.compare(a, b))
  const fields = pairs.flatMap(([key, value]) => [u16(key.length), key, u16(value.length), value])
  const encoded = Buffer.concat([u16(pairs.length), ...fields])
  if (encoded.length > MOST_BYTES) throw new InvalidContext('too long')
  return encoded
}

/** Refuses what UTF-8 cannot carry, where `Buffer.from` alone would write U+FFFD in its place. */
function utf8(text: unknown): Buffer {
  if (typeof text !== 'string') throw new InvalidContext('not text')
  if (!text.isWellFormed()) throw new InvalidContext('not well-formed text')
  const bytes = Buffer.from(text)
  if (bytes.length > MOST_BYTES) throw new InvalidContext('too long')
  return bytes
}
