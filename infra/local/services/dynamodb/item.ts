import type { AttributeValue } from 'aws-lambda'

export type { AttributeValue }

/** An item in DynamoDB's own JSON: `{ pk: { S: 'P#1' } }`. */
export type Item = Record<string, AttributeValue>

/** Largest item, in bytes of names and values. */
export const largestItemBytes = 400 * 1024

/** Bytes as DynamoDB counts them: UTF-8 names and values, about a byte for two digits. */
export function itemBytes(item: Item): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item)) bytes += utf8(name) + valueBytes(value)
  return bytes
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return utf8(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64')
  if (value.SS) return total(value.SS, utf8)
  if (value.NS) return total(value.NS, numberBytes)
  if (value.BS) return total(value.BS, (member) => Buffer.byteLength(member, 'base64'))
  if (value.L) return 3 + total(value.L, (member) => 1 + valueBytes(member))
  if (value.M) return 3 + Object.keys(value.M).length + itemBytes(value.M)
  return 1
}

function total<T>(members: readonly T[], bytesOf: (member: T) => number): number {
  return members.reduce((sum, member) => sum + bytesOf(member), 0)
}

const utf8 = (text: string) => Buffer.byteLength(text)

function numberBytes(text: string): number {
  const digits = text
    .replace(/^-/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '')
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0)
}
