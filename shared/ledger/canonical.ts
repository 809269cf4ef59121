import canonicalize from 'canonicalize'

/** A value that is no JSON, or text that no UTF-8 can carry: the fault of the code that made it. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical'
}

/**
 * The one text of a JSON value (RFC 8785). As in JSON, an object's undefined members are absent; all
 * else that JSON cannot say is refused, where `JSON.stringify` would quietly write something else.
 *
 * @throws NotCanonical
 */
export function canonical(value: unknown): string {
  insistOnJson(value, new Set())
  const text = canonicalize(value)
  if (text === undefined) throw new NotCanonical('not a JSON value')
  return text
}

function insistOnJson(value: unknown, above: Set<object>): void {
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string') {
    insistOnText(value)
    return
  }
  if (typeof value === 'number') {
    insist(Number.isFinite(value), 'not a finite number')
    return
  }
  insist(typeof value === 'object', 'not a JSON value')
  insist(!above.has(value), 'an object within itself')
  above.add(value)
  if (Array.isArray(value)) {
    for (const member of value) insistOnJson(member, above)
  } else {
    insist(isPlain(value), 'not a plain object')
    for (const [key, member] of Object.entries(value)) {
      insistOnText(key)
      if (member !== undefined) insistOnJson(member, above)
    }
  }
  above.delete(value)
}

function insistOnText(text: string): void {
  insist(text.isWellFormed(), 'half of a surrogate pair')
}

/** Excludes what says itself otherwise to JSON, such as a Date, and a map, which says nothing. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  const plain = prototype === Object.prototype || prototype === null
  return plain && !('toJSON' in value)
}

function insist(condition: unknown, reason: string): asserts condition {
  if (!condition) throw new NotCanonical(reason)
}
