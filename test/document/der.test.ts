import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  integer,
  objectIdentifier,
  octetString,
  readAll,
  readDer,
  sequence,
  setOf,
  time,
  yes,
} from '../../shared/document/der.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('DER', () => {
  it.each([
    ['zero', integer(0), '020100'],
    ['127', integer(127), '02017f'],
    ['128 as positive', integer(128), '02020080'],
    ['a number led by zeros', integer(Buffer.from('000001', 'hex')), '020101'],
    ['an identifier', objectIdentifier('1.2.840.113549.1.7.2'), '06092a864886f70d010702'],
    ['a long text', octetString(Buffer.alloc(200)).subarray(0, 3), '0481c8'],
    ['a longer text', octetString(Buffer.alloc(300)).subarray(0, 4), '0482012c'],
    ['true', yes(), '0101ff'],
    ['a set in order of its parts', setOf(integer(2), integer(1)), '3106020101020102'],
    [
      'a time before 2050',
      time(new Date('2049-12-31T23:59:59Z')),
      '170d3439313233313233353935395a',
    ],
    [
      'a time from 2050 on',
      time(new Date('2050-01-01T00:00:00Z')),
      '180f32303530303130313030303030305a',
    ],
  ])('writes %s', (_what, bytes, expected) => {
    expect(hex(bytes)).toBe(expected)
  })

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (parts) => {
        const values = parts.map((part) => octetString(part))
        const read = readAll(readDer(sequence(...values)).content)
        expect(read.map(({ content }) => hex(content))).toEqual(parts.map(hex))
      }),
      { numRuns: 50, seed: 3 },
    )
  })

  it.each([
    ['nothing', ''],
    ['only a tag', '04'],
    ['fewer bytes than the length says', '040201'],
    ['a length of no known end', '0480010000'],
    ['a length that could be shorter', '04810101'],
    ['a length led by zeros', '0482000101'],
    ['a length of five bytes', '04850000000001ff'],
  ])('refuses %s', (_what, text) => {
    expect(() => readDer(Buffer.from(text, 'hex'))).toThrow(SyntaxError)
  })
})
