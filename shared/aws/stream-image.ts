import type { AttributeValue as StreamValue } from 'aws-lambda'
import { fromRaw, type Item, type RawItem } from './item.ts'

/** An item as a table's stream shows it. In a function's event bytes are text, base64. */
export function itemOfImage(image: Readonly<Record<string, StreamValue>>): Item {
  return fromRaw(
    Object.fromEntries(Object.entries(image).map(([name, value]) => [name, withBytes(value)])),
  )
}

function withBytes(value: StreamValue): RawItem[string] {
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') }
  if (value.BS !== undefined) return { BS: value.BS.map((each) => Buffer.from(each, 'base64')) }
  if (value.L !== undefined) return { L: value.L.map(withBytes) }
  if (value.M !== undefined) {
    const entries = Object.entries(value.M).map(([name, each]) => [name, withBytes(each)] as const)
    return { M: Object.fromEntries(entries) }
  }
  return value as RawItem[string]
}
