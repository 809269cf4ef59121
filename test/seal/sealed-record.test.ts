import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refused } from '../../shared/refused.ts'
import { parse } from '../../shared/seal/message.ts'
import { open } from '../../shared/seal/open.ts'
import { contextOf } from '../../shared/seal/record-context.ts'
import { seal } from '../../shared/seal/seal.ts'
import {
  openRecord,
  RECORD_LIMIT,
  SIGNED_RECORD_LIMIT,
  sealRecord,
} from '../../shared/seal/sealed-record.ts'
import { fixed } from './arbitrary.ts'
import { newBranchKey, reasonOf } from './keys.ts'

const key = newBranchKey()
const about = contextOf({
  practiceId: 'north',
  clientId: 'c1',
  kind: 'draft',
  id: 'c1.n1',
  revision: 3,
})

/** JSON of exactly this many bytes, of text that hardly deflates. */
function recordOf(bytes: number): string {
  let state = 1
  const letters = Array.from({ length: bytes - 2 }, () => {
    state = (state * 48_271) % 2_147_483_647
    return String.fromCharCode(97 + (state % 26))
  })
  return letters.join('')
}

const refusal = (deed: () => unknown) => {
  try {
    deed()
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('a record', () => {
  it('opens to the value that was sealed, whatever JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const back = openRecord(sealRecord(value, about, key), about, key)
        expect(JSON.stringify(back)).toBe(JSON.stringify(value))
      }),
      { ...fixed, numRuns: 300 },
    )
  })

  it.each([
    ['an Arabic quotation and a name', { text: 'Łukasiewicz: «الصبر مفتاح الفرج» 🌱' }],
    ['a backslash before what looks like half a pair', { text: '\\ud800 and \\\\udfff' }],
    ['a member named __proto__', JSON.parse('{"__proto__":{"admin":true},"text":"x"}')],
  ])('keeps %s', (_what, value) => {
    const back = openRecord(sealRecord(value, about, key), about, key)
    expect(JSON.stringify(back)).toBe(JSON.stringify(value))
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  })

  it('does not tell the length of its words: only how many KB they fill', () => {
    const length = (bytes: number) =>
      open(parse(sealRecord(recordOf(bytes), about, key)), about, key).length
    for (const bytes of [2, 3, 100, 1018, 1019]) expect(length(bytes)).toBe(1024)
    for (const bytes of [20_000, 20_001, 50_000]) expect(length(bytes) % 1024).toBe(0)
    expect(sealRecord(recordOf(10), about, key)).toHaveLength(
      sealRecord(recordOf(1000), about, key).length,
    )
  })

  it('is deflated: 40 KB of ordinary prose take less than a third', () => {
    const prose = 'Client reports improved sleep and fewer intrusive memories this week. '.repeat(
      580,
    )
    expect(sealRecord({ prose }, about, key).length).toBeLessThan(13_000)
  })

  it('opens only where it belongs', () => {
    const sealed = sealRecord({ text: 'x' }, about, key)
    const elsewhere = contextOf({ practiceId: 'north', clientId: 'c1', kind: 'draft', id: 'c1.n1' })
    expect(reasonOf(() => openRecord(sealed, elsewhere, key))).toBe('another_context')
  })
})

describe('a record over the limit is refused, and one at the limit is not', () => {
  it('256 KB for what people write', () => {
    const most = recordOf(RECORD_LIMIT)
    expect(openRecord(sealRecord(most, about, key), about, key)).toBe(most)
    const { code } = refusal(() => sealRecord(recordOf(RECORD_LIMIT + 1), about, key))
    expect(code).toBe('body_too_large')
  })

  it('in bytes, not in characters', () => {
    const { code } = refusal(() => sealRecord('日'.repeat(RECORD_LIMIT / 3), about, key))
    expect(code).toBe('body_too_large')
  })

  it('320 KB for signed forms, so that what could be saved can be signed, in one item of 350 KB', () => {
    const most = recordOf(SIGNED_RECORD_LIMIT)
    const sealed = sealRecord(most, about, key, SIGNED_RECORD_LIMIT)
    expect(openRecord(sealed, about, key)).toBe(most)
    expect(sealed.length).toBeLessThan(350 * 1024)
  })
})

describe('half of a surrogate pair, which UTF-8 cannot hold, is refused by the name of its field', () => {
  it.each<[string, unknown, string]>([
    ['in a member', { sections: [{ text: 'a' }, { text: 'b\ud83d' }] }, '/sections/1/text'],
    ['after an escaped backslash', { text: '\\\udc00' }, '/text'],
    ['alone', '\udfff', ''],
    ['in the name of a member', { about: { 'a\ud800': 1 } }, '/about'],
    ['in a member with a slash in its name', { 'a/b~': ['\ud800'] }, '/a~1b~0/0'],
  ])('%s', (_what, value, field) => {
    const { code, fields } = refusal(() => sealRecord(value, about, key))
    expect(code).toBe('invalid_request')
    expect(fields).toEqual([{ field, rule: 'holds half of a surrogate pair' }])
  })
})

describe('what the key sealed but no record is, is refused', () => {
  const block = (form: number, length: number, content: Buffer, size = 1024) => {
    const padded = Buffer.alloc(size)
    padded.writeUInt8(form)
    padded.writeUInt32BE(length, 1)
    content.copy(padded, 5)
    return padded
  }
  const json = Buffer.from('{"a":1}')
  const bomb = deflateRawSync(Buffer.alloc(10 * 1024 * 1024))

  it('(a well-formed one is not)', () => {
    expect(openRecord(seal(block(0, json.length, json), about, key), about, key)).toEqual({ a: 1 })
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['less than a block', block(0, json.length, json).subarray(0, 1023)],
    ['an unknown form', block(2, json.length, json)],
    ['a length past the end', block(0, 1020, json)],
    ['a block too many', block(0, json.length, json, 2048)],
    ['padding that is not zeros', block(0, json.length - 1, json)],
    ['text that is not JSON', block(0, 3, Buffer.from('{"a'))],
    ['bytes that do not inflate', block(1, 3, Buffer.from('abc'))],
    ['bytes after what inflates', deflatedWith(Buffer.from('abc'))],
    [
      'what would inflate to 10 MB',
      block(1, bomb.length, bomb, Math.ceil((bomb.length + 5) / 1024) * 1024),
    ],
  ])('%s', (_what, padded) => {
    const sealed = seal(padded, about, key)
    expect(reasonOf(() => openRecord(sealed, about, key))).toBe('malformed_record')
  })

  it('text that is not UTF-8', () => {
    const sealed = seal(block(0, 3, Buffer.of(0x22, 0xff, 0x22)), about, key)
    expect(reasonOf(() => openRecord(sealed, about, key))).toBe('not_utf8')
  })

  it('and the reason does not quote the record', () => {
    const sealed = seal(block(0, 12, Buffer.from('{"secret wor')), about, key)
    expect(() => openRecord(sealed, about, key)).toThrow(/^malformed_record$/)
  })

  function deflatedWith(more: Buffer): Buffer {
    const deflated = Buffer.concat([deflateRawSync(json), more])
    return block(1, deflated.length, deflated)
  }
})
