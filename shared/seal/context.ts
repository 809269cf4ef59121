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
  const length = pairs.reduce((sum, [key, value]) => sum + 4 + key.length + value.length, 2)
  if (length > MOST_BYTES) throw new InvalidContext('too long')
  const encoded = Buffer.allocUnsafe(length)
  let at = encoded.writeUInt16BE(pairs.length)
  for (const bytes of pairs.flat()) {
    at = encoded.writeUInt16BE(bytes.length, at)
    at += bytes.copy(encoded, at)
  }
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
