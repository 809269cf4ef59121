import { type Bytes, bytesOfText, compareBytes, joined, sameBytes } from './bytes.ts'

/**
 * The Distinguished Encoding Rules (ITU-T X.690, 10): one value has one encoding. Small on purpose:
 * what is written is certificates and signatures of known shape, and what is read is held against
 * what would have been written.
 */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

export const sequence = (...parts: readonly Uint8Array[]) => wrap(TAG.sequence, ...parts)
export const octetString = (bytes: Uint8Array) => wrap(TAG.octetString, bytes)
export const bitString = (bytes: Uint8Array) => wrap(TAG.bitString, Uint8Array.of(0), bytes)
export const utf8String = (text: string) => wrap(TAG.utf8String, bytesOfText(text))
/** Of ASCII letters, digits and few signs. */
export const printableString = (text: string) => wrap(TAG.printableString, bytesOfText(text))
export const nothing = () => wrap(TAG.null)
export const yes = () => wrap(TAG.boolean, Uint8Array.of(0xff))

/** Elements in ascending order of their encodings (X.690, 11.6). */
export const setOf = (...parts: readonly Uint8Array[]) =>
  wrap(TAG.set, ...[...parts].sort(compareBytes))

/** `[number]` in a context, around other values. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]) =>
  wrap(0xa0 | number, ...parts)

/** A whole number of no sign, from its bytes, most significant first. */
export function integer(bytes: Uint8Array | number): Bytes {
  const given = typeof bytes === 'number' ? Uint8Array.of(bytes) : bytes
  const start = given.findIndex((byte) => byte !== 0)
  const digits = start === -1 ? Uint8Array.of(0) : given.subarray(start)
  const signed = (digits[0] ?? 0) & 0x80 ? [Uint8Array.of(0), digits] : [digits]
  return wrap(TAG.integer, ...signed)
}

/** `1.2.840.113549.1.7.2` */
export function objectIdentifier(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return wrap(
    TAG.objectIdentifier,
    Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)),
  )
}

/** Up to 2049 as UTCTime, later as GeneralizedTime (RFC 5280, 4.1.2.5). */
export function time(at: Date): Bytes {
  const digits = `${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return at.getUTCFullYear() < 2050
    ? wrap(TAG.utcTime, bytesOfText(digits.slice(2)))
    : wrap(TAG.generalizedTime, bytesOfText(digits))
}

const CONSTRUCTED = 0x20

/** What a value is made of; of one that is made of none, nothing. */
export function partsOf(value: DerValue | undefined): DerValue[] {
  return value && value.tag & CONSTRUCTED ? readAll(value.content) : []
}

/** One value: its tag, what is inside, and the whole. */
export interface DerValue {
  readonly tag: number
  readonly content: Uint8Array
  readonly whole: Uint8Array
}

/**
 * The value that the bytes begin with.
 *
 * @throws SyntaxError where they are cut short or their length is not written the shortest way
 */
export function readDer(bytes: Uint8Array): DerValue {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) throw new SyntaxError('cut short')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4 || first === 0x80) throw new SyntaxError('not a definite length')
  const start = 2 + lengthBytes
  const length =
    lengthBytes === 0 ? first : bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0)
  if (start + length > bytes.length) throw new SyntaxError('cut short')
  if (!sameBytes(lengthOf(length), bytes.subarray(1, start)))
    throw new SyntaxError('not the shortest length')
  return {
    tag,
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(0, start + length),
  }
}

/** The values that follow one another inside a value. */
export function readAll(content: Uint8Array): DerValue[] {
  const values: DerValue[] = []
  for (let rest = content; rest.length > 0; ) {
    const value = readDer(rest)
    values.push(value)
    rest = rest.subarray(value.whole.length)
  }
  return values
}

function wrap(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return joined(Uint8Array.of(tag), lengthOf(length), ...parts)
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 | bytes.length, ...bytes)
}

function base128(number: number): number[] {
  const digits = [number & 0x7f]
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}
