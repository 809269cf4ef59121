import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'

/** An item as DynamoDB's API wants it. */
export type RawItem = Record<string, AttributeValue>

/** An item in plain values: text, numbers, booleans, lists, maps, bytes. */
export type Item = Readonly<Record<string, unknown>>

export const toRaw = (item: Item): RawItem =>
  marshall(item, { removeUndefinedValues: true, convertEmptyValues: false })

export const fromRaw = (raw: RawItem): Item => unmarshall(raw)

export interface Key {
  readonly pk: string
  readonly sk: string
}

/** @throws Error when a stored item lacks text where the schema has it: a fault, not a refusal */
export function textOf(item: Item, name: string): string {
  const value = item[name]
  if (typeof value !== 'string') throw new Error(`stored item has no text in ${name}`)
  return value
}

/** Fingerprint of the request that made an item, if it carried an `Idempotency-Key`. */
export const requestOf = ({ request }: Item): string | undefined =>
  typeof request === 'string' ? request : undefined

export function numberOf(item: Item, name: string): number {
  const value = item[name]
  if (typeof value !== 'number') throw new Error(`stored item has no number in ${name}`)
  return value
}

export function bytesOf(item: Item, name: string): Uint8Array {
  const value = item[name]
  if (!(value instanceof Uint8Array)) throw new Error(`stored item has no bytes in ${name}`)
  return value
}
