import { describe, expect, it } from 'vitest'
import { matchesPattern } from '../../../../infra/local/triggers/filter-pattern.ts'

const record = {
  eventName: 'MODIFY',
  dynamodb: {
    Keys: { pk: { S: 'P#1#C#2' } },
    NewImage: {
      pk: { S: 'P#1#C#2' },
      pdfShard: { S: 'PDF#3' },
      level: { N: '7' },
      tags: { SS: ['a', 'b'] },
    },
  },
}
const image = (fields: object) => ({ dynamodb: { NewImage: fields } })

describe('an event filter pattern', () => {
  it.each([
    ['a value that is there', image({ pdfShard: { S: [{ exists: true }] } })],
    ['a value that is not there', image({ deleted: { S: [{ exists: false }] } })],
    ['a prefix', image({ pk: { S: [{ prefix: 'P#1' }] } })],
    ['a suffix', image({ pk: { S: [{ suffix: '#2' }] } })],
    ['one of several values', { eventName: ['INSERT', 'MODIFY'] }],
    ['a range of numbers', image({ level: { N: [{ numeric: ['>', 5, '<=', 7] }] } })],
    ['anything but some values', { eventName: [{ 'anything-but': ['REMOVE'] }] }],
    ['a value whatever its case', { eventName: [{ 'equals-ignore-case': 'modify' }] }],
    ['one value of a list', image({ tags: { SS: ['b'] } })],
    ['either of two patterns', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['MODIFY'] }] }],
    ['all fields it names', { eventName: ['MODIFY'], ...image({ pdfShard: { S: ['PDF#3'] } }) }],
  ])('matches %s', (_, pattern) => {
    expect(matchesPattern(pattern, record)).toBe(true)
  })

  it.each([
    ['a value that is not there', image({ deleted: { S: [{ exists: true }] } })],
    ['a value that should not be there', image({ pdfShard: { S: [{ exists: false }] } })],
    ['another prefix', image({ pk: { S: [{ prefix: 'P#2' }] } })],
    ['another value', { eventName: ['INSERT'] }],
    ['a number out of range', image({ level: { N: [{ numeric: ['>', 7] }] } })],
    ['a value it rules out', { eventName: [{ 'anything-but': ['MODIFY'] }] }],
    ['one field of two', { eventName: ['MODIFY'], ...image({ pdfShard: { S: ['PDF#4'] } }) }],
  ])('does not match %s', (_, pattern) => {
    expect(matchesPattern(pattern, record)).toBe(false)
  })

  it('does not match a record without the image it asks about', () => {
    const removed = { eventName: 'REMOVE', dynamodb: { Keys: record.dynamodb.Keys } }
    expect(matchesPattern(image({ pdfShard: { S: [{ exists: true }] } }), removed)).toBe(false)
  })

  it('fails on a matcher it does not know, instead of letting records pass', () => {
    expect(() => matchesPattern({ eventName: [{ cidr: '10.0.0.0/8' }] }, record)).toThrow('cidr')
  })
})
