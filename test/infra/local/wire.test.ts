import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sequenceOf, type WireCall } from '../../../infra/local/wire.ts'

const call = (operation: string, startedAt: number, endedAt: number): WireCall => ({
  traceId: 't',
  functionName: 'f',
  service: 'dynamodb',
  operation,
  startedAt,
  endedAt,
  status: 200,
})

const names = (calls: readonly WireCall[]) => calls.map(({ operation }) => operation)

describe('sequenceOf', () => {
  it('counts calls that overlap once', () => {
    const calls = [call('a', 0, 10), call('b', 1, 11), call('c', 2, 12)]
    expect(sequenceOf(calls)).toHaveLength(1)
  })

  it('counts calls that waited for one another each', () => {
    const calls = [call('read', 0, 10), call('sign', 11, 20), call('write', 21, 30)]
    expect(names(sequenceOf(calls))).toEqual(['read', 'sign', 'write'])
  })

  it('finds the long chain beside one long call', () => {
    const calls = [call('long', 0, 100), call('a', 0, 10), call('b', 20, 30), call('c', 40, 50)]
    expect(names(sequenceOf(calls))).toEqual(['a', 'b', 'c'])
  })

  it('is never shorter than a chain somebody else finds', () => {
    const span = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 10 }))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
        const calls = spans.map(([start, length]) => call('x', start, start + length))
        expect(sequenceOf(calls)).toHaveLength(longestByTrying(calls))
      }),
    )
  })
})

function longestByTrying(calls: readonly WireCall[], after = Number.NEGATIVE_INFINITY): number {
  const next = calls.filter(({ startedAt }) => startedAt >= after)
  return Math.max(0, ...next.map(({ endedAt }) => 1 + longestByTrying(next, endedAt)))
}
