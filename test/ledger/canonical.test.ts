import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, NotCanonical } from '../../shared/ledger/canonical.ts'

describe('the canonical text of a value', () => {
  it.each<[string, unknown, string]>([
    [
      'members by UTF-16 code unit',
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1F600}': 5 },
      '{"\\r":2,"1":4,"\u20ac":1,"\u{1F600}":5,"\ufb33":3}',
    ],
    [
      'numbers as ECMAScript writes them',
      [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0],
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    ],
    [
      'text with the fewest escapes',
      '\u20ac$\u000f\nA\'B"\\\\"/',
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    ],
    ['no white space', { b: [1, { a: null }], a: true }, '{"a":true,"b":[1,{"a":null}]}'],
    ['no undefined members', { a: undefined, b: 1 }, '{"b":1}'],
    [
      'a member named __proto__',
      JSON.parse('{"b":1,"__proto__":{"x":1}}'),
      '{"__proto__":{"x":1},"b":1}',
    ],
  ])('has %s', (_what, value, text) => {
    expect(canonical(value)).toBe(text)
  })

  it('is the same whatever the order of members, and parses back to the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = canonical(value)
        expect(canonical(reversed(value))).toBe(text)
        expect(canonical(JSON.parse(text))).toBe(text)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('takes the same object twice, side by side', () => {
    const one = { a: 1 }
    expect(canonical([one, one])).toBe('[{"a":1},{"a":1}]')
  })
})

describe('there is no canonical text of', () => {
  const loop: unknown[] = []
  loop.push(loop)
  class Plainish {
    a = 1
  }

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a gap in a list', [1, undefined]],
    ['a hole in a list', new Array(1)],
    ['NaN', Number.NaN],
    ['infinity', { a: Number.POSITIVE_INFINITY }],
    ['a bigint', 1n],
    ['a function', { a: () => 1 }],
    ['a symbol', Symbol('a')],
    ['a date, which JSON would turn into text', new Date(0)],
    ['a map, which JSON would turn into {}', new Map([[1, 2]])],
    ['bytes', Buffer.from('a')],
    ['an instance of a class', new Plainish()],
    ['an object that says itself otherwise', { toJSON: () => 1 }],
    ['half of a surrogate pair', { a: 'x\ud800' }],
    ['half of a surrogate pair in a name', { '\udc00': 1 }],
    ['an object within itself', loop],
  ])('%s', (_what, value) => {
    expect(() => canonical(value)).toThrow(NotCanonical)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).map(([key, member]) => [key, reversed(member)])
  return Object.fromEntries(pairs.reverse())
}
