/**
 * Bytes without Node: what checks a document runs in a browser, too, so it knows neither `Buffer`
 * nor `node:crypto`.
 */
export type Bytes = Uint8Array<ArrayBuffer>

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Ascending, byte by byte; a beginning before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

const DIGITS = [...Array(256).keys()].map((byte) => byte.toString(16).padStart(2, '0'))

/** Lower case. */
export function hexOf(bytes: Uint8Array): string {
  let digits = ''
  for (const byte of bytes) digits += DIGITS[byte]
  return digits
}

/** @param digits an even number of hexadecimal digits */
export function bytesOfHex(digits: string): Bytes {
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16)
  return bytes
}

const latin = new TextDecoder('latin1')
const utf8 = new TextDecoder()
const encoder = new TextEncoder()

/** One character for each byte. Only those of ASCII are to be relied on. */
export const lettersOf = (bytes: Uint8Array): string => latin.decode(bytes)

export const textOf = (bytes: Uint8Array): string => utf8.decode(bytes)

export const bytesOfText = (text: string): Bytes => Uint8Array.from(encoder.encode(text))

/** Of the parts, one after another. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)))
}
