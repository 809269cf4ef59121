import { Refused } from '../refused.ts'

/** `JSON.stringify` escapes half a pair, and only that, as `\ud…`. */
const ESCAPED_HALF = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/

/**
 * The JSON of a value, all of which UTF-8 can carry.
 *
 * @throws Refused `invalid_request` for half of a surrogate pair, with a pointer to its field
 */
export function jsonText(value: unknown): string {
  const json: string | undefined = JSON.stringify(value)
  if (json === undefined) throw new TypeError('a record is a JSON value')
  if (json.includes('\\ud') && ESCAPED_HALF.test(json)) {
    const rule = 'holds half of a surrogate pair'
    throw new Refused('invalid_request', [], [{ field: pointerToHalf(value) ?? '', rule }])
  }
  return json
}

function pointerToHalf(value: unknown, pointer = ''): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : pointer
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) return pointer
    const found = pointerToHalf(
      member,
      `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    )
    if (found !== undefined) return found
  }
  return undefined
}
