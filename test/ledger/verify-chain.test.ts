import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newNonce } from '../../shared/ledger/commitment.ts'
import { type Event, hashOf } from '../../shared/ledger/event.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import { CHAIN, chainOf, publicKeys, rechained, STATEMENT_KEY, spki } from './chains.ts'

const { events, head, opened } = chainOf(5)
const other = chainOf(5, 'P#north#C#c2')
const everything = { chain: CHAIN, head, commitments: opened, publicKeys }

const at = (seq: number): Event => {
  const event = events[seq - 1]
  if (!event) throw new Error(`no event ${seq}`)
  return event
}
const edited = (seq: number, change: Partial<Event>) =>
  events.with(seq - 1, { ...at(seq), ...change })

describe('a whole chain', () => {
  it('has no break, with its records opened and its signatures checked', () => {
    expect(verifyChain(events, everything)).toEqual([])
  })

  it('has none after a way through JSON', () => {
    expect(verifyChain(JSON.parse(JSON.stringify(events)), everything)).toEqual([])
  })

  it('has none for a head that somebody noted long ago', () => {
    const earlierHeads = [3, 7].map((seq) => ({ seq, hash: hashOf(at(seq)) }))
    expect(verifyChain(events, { ...everything, earlierHeads })).toEqual([])
  })

  it('verifies as far as one knows: with nothing but the events, their links', () => {
    expect(verifyChain(events)).toEqual([])
  })
})

describe('a chain names the event', () => {
  it.each<[string, unknown[], object[]]>([
    ['that was changed', edited(4, { actorId: 'dr-lee' }), [{ kind: 'changed', seq: 4 }]],
    ['that was changed, the first', edited(1, { actorId: 'x' }), [{ kind: 'changed', seq: 1 }]],
    [
      'that was changed, the last',
      edited(11, { actorId: 'dr-lee' }),
      [{ kind: 'changed', seq: 11 }],
    ],
    ['that was taken out', events.toSpliced(3, 1), [{ kind: 'missing', seq: 4 }]],
    ['that was taken out, the first', events.slice(1), [{ kind: 'missing', seq: 1 }]],
    ['run that was taken out', events.toSpliced(3, 3), [{ kind: 'missing', seq: 4, last: 6 }]],
    ['at which it was rolled back', events.slice(0, 8), [{ kind: 'missing', seq: 9, last: 11 }]],
    ['run that is everything', [], [{ kind: 'missing', seq: 1, last: 11 }]],
    [
      'that stands twice',
      [...events.slice(0, 5), ...events.slice(4)],
      [{ kind: 'duplicate', seq: 5 }],
    ],
    [
      'that stands in the wrong place',
      [...events.slice(0, 3), at(5), at(4), ...events.slice(5)],
      [{ kind: 'reordered', seq: 4 }],
    ],
    [
      "of another client's chain",
      events.with(3, other.events[3] ?? at(4)),
      [
        { kind: 'wrong_chain', seq: 4 },
        { kind: 'missing', seq: 4 },
      ],
    ],
    [
      "of another client's chain, under this chain's name",
      events.with(3, { ...(other.events[3] ?? at(4)), chain: CHAIN }),
      [
        { kind: 'unconfirmed', seq: 3 },
        { kind: 'changed', seq: 4 },
      ],
    ],
    [
      'that is no event',
      [...events.slice(0, 3), { ...at(4), more: 1 }, ...events.slice(4)],
      [
        { kind: 'malformed', seq: 4 },
        { kind: 'missing', seq: 4 },
      ],
    ],
    ['that is nothing', [...events, null], [{ kind: 'malformed', seq: 12 }]],
  ])('%s', (_what, tampered, breaks) => {
    expect(verifyChain(tampered, { chain: CHAIN, head })).toEqual(breaks)
  })

  it('that was put in, though all after it were numbered anew', () => {
    const forged = { ...at(4), about: { noteId: 'c1.n9' } }
    const shifted = events.slice(3).map((event) => ({ ...event, seq: event.seq + 1 }))
    const breaks = verifyChain([...events.slice(0, 3), forged, ...shifted], { chain: CHAIN, head })
    expect(breaks[0]).toEqual({ kind: 'unconfirmed', seq: 4 })
    expect(breaks).toContainEqual({ kind: 'changed', seq: 11 })
    expect(breaks).toContainEqual({ kind: 'beyond_head', seq: 12 })
  })

  it('where two were swapped and numbered anew, and accuses no event that may be sound', () => {
    const swapped = events.with(3, { ...at(5), seq: 4 }).with(4, { ...at(4), seq: 5 })
    expect(verifyChain(swapped, { chain: CHAIN, head })).toEqual([
      { kind: 'unconfirmed', seq: 3 },
      { kind: 'unconfirmed', seq: 4 },
      { kind: 'changed', seq: 5 },
    ])
  })

  it('of each of several changes', () => {
    const twice = edited(3, { actorId: 'x' }).with(7, { ...at(8), actorId: 'y' })
    expect(verifyChain(twice, { chain: CHAIN, head })).toEqual([
      { kind: 'changed', seq: 3 },
      { kind: 'changed', seq: 8 },
    ])
  })

  it('after the head', () => {
    const early = { seq: 9, hash: hashOf(at(9)) }
    expect(verifyChain(events, { head: early })).toEqual([
      { kind: 'beyond_head', seq: 10 },
      { kind: 'beyond_head', seq: 11 },
    ])
  })

  it('whoever changes any member of any event, in any way', () => {
    const member = fc.constantFrom<(keyof Event)[]>(
      'chain',
      'previous',
      'type',
      'actorId',
      'at',
      'about',
    )
    const other: Partial<Event> = {
      chain: 'P#north#C#c9',
      previous: 'e'.repeat(64),
      type: 'session_missed',
      actorId: 'nobody',
      at: '2020-01-01T00:00:00.000Z',
      about: { noteId: 'c1.n77' },
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), member, (seq, key) => {
        const breaks = verifyChain(edited(seq, { [key]: other[key] }), { chain: CHAIN, head })
        expect(breaks.some((one) => one.seq === seq && one.kind !== 'unconfirmed')).toBe(true)
      }),
      { seed: 1, numRuns: 100 },
    )
  })
})

describe('a chain made anew from some event on', () => {
  const forged = rechained(edited(6, { actorId: 'dr-lee' }))

  it('looks whole to one who knows no head: that is the limit of a chain by itself', () => {
    expect(verifyChain(forged.events)).toEqual([])
    expect(verifyChain(forged.events, { head: forged.head })).toEqual([])
  })

  it('is given away by the head, if not where it was changed', () => {
    expect(verifyChain(forged.events, { head })).toEqual([{ kind: 'changed', seq: 11 }])
  })

  it('is narrowed down by heads that were noted earlier', () => {
    const earlierHeads = [5, 7, 9].map((seq) => ({ seq, hash: hashOf(at(seq)) }))
    const breaks = verifyChain(forged.events, { head: forged.head, earlierHeads })
    expect(breaks).toEqual([
      { kind: 'changed', seq: 7 },
      { kind: 'changed', seq: 9 },
    ])
  })

  it('is given away by the signature, where a signed event was changed', () => {
    const resigned = rechained(edited(7, { at: '2026-03-01T09:00:00.000Z' }))
    const breaks = verifyChain(resigned.events, { head: resigned.head, publicKeys })
    expect(breaks).toEqual([{ kind: 'bad_signature', seq: 7 }])
  })

  it('is given away by an earlier head, where it was rolled back and its head with it', () => {
    const short = { seq: 8, hash: hashOf(at(8)) }
    const breaks = verifyChain(events.slice(0, 8), { head: short, earlierHeads: [head] })
    expect(breaks).toEqual([{ kind: 'missing', seq: 9, last: 11 }])
  })
})

describe('records that were opened', () => {
  const [first] = opened
  if (!first) throw new Error('nothing opened')

  it.each([
    ['other words', { ...first, content: { ...Object(first.content), text: 'x' } }],
    ['another nonce', { ...first, nonce: newNonce() }],
    ['a nonce that is none', { ...first, nonce: 'x' }],
    ['an event that committed to nothing', { ...first, seq: 2 }],
    ['no event', { ...first, seq: 99 }],
  ])('are held against their commitment: %s', (_what, record) => {
    const breaks = verifyChain(events, { head, commitments: [record] })
    expect(breaks).toEqual([{ kind: 'bad_commitment', seq: record.seq }])
  })

  it('cannot change places', () => {
    const [a, b] = opened
    if (!a || !b) throw new Error('nothing opened')
    const swapped = [
      { ...a, seq: b.seq },
      { ...b, seq: a.seq },
    ]
    expect(verifyChain(events, { head, commitments: swapped })).toHaveLength(2)
  })
})

describe('signatures', () => {
  it('are named where their key is not known', () => {
    const known = new Map([[`${STATEMENT_KEY}0`, spki]])
    const breaks = verifyChain(events, { head, publicKeys: known })
    expect(breaks.map(({ kind }) => kind)).toEqual(Array(5).fill('unknown_key'))
  })

  it('cannot change places', () => {
    const signed = (seq: number) => ({ ...at(seq), signature: at(seq + 2).signature })
    const forged = rechained(events.with(2, signed(3) as Event))
    const breaks = verifyChain(forged.events, { head: forged.head, publicKeys })
    expect(breaks).toEqual([{ kind: 'bad_signature', seq: 3 }])
  })
})

describe('a hostile export', () => {
  const odd = JSON.stringify(at(1)).replace('"about":{', '"about":{"__proto__":"x",')

  it.each<[string, unknown[]]>([
    ['numbers up to the largest', [{ ...at(1), seq: Number.MAX_SAFE_INTEGER }]],
    ['what is no object', [1, 'a', [], undefined, () => 1]],
    ['a thousand times the same', Array(1000).fill(at(1))],
    ['a member that readers overlook', [JSON.parse(odd), ...events.slice(1)]],
  ])('gets breaks for an answer, soon: %s', (_what, hostile) => {
    expect(verifyChain(hostile, { chain: CHAIN, head }).length).toBeGreaterThan(0)
  })
})
