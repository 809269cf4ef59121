import type { Stored } from './world.ts'

/**
 * All that is stored but the access trail, as text to be compared, and who got mail: everything but
 * what is made at random each time. Bytes, hashes, nonces, signatures and fingerprints become dots; ids,
 * states, times and counters stay.
 */
export function shapeOf({ tables, objects, mails }: Stored): string {
  const lines = Object.entries(tables).flatMap(([name, items]) =>
    name === 'ACCESS_TABLE' ? [] : items.map((item) => `${name} ${textOf(item)}`),
  )
  return [...lines.sort(), ...objects, ...new Set(mails)].join('\n')
}

const random = [
  /(?<="B":")[^"]*/g,
  /(?<="create-time":\{"S":")[^"]*/g,
  /(?<="claimedBy":\{"S":")[^"]*/g,
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  /[A-Za-z0-9+/_-]{40,}={0,2}/g,
]

/** A value as text, without what is made at random. */
export const textOf = (value: unknown) =>
  random.reduce(
    (rest, pattern) => rest.replaceAll(pattern, '·'),
    JSON.stringify(ordered(value)) ?? '',
  )

/** For what happens later than it would have. */
export const withoutTimes = (shape: string) =>
  shape.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '·').replaceAll(/(?<="expires":\{"N":")\d+/g, '·')

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, each]) => [name, ordered(each)]))
}
