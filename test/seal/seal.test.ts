import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Context, InvalidContext } from '../../shared/seal/context.ts'
import { parse, sealedUnder } from '../../shared/seal/message.ts'
import { NotOpened } from '../../shared/seal/not-opened.ts'
import { open } from '../../shared/seal/open.ts'
import { FRAME_LENGTH, seal } from '../../shared/seal/seal.ts'
import { context, fixed, plaintext } from './arbitrary.ts'
import { newBranchKey, reasonOf } from './keys.ts'

const branchKey = newBranchKey()
const about: Context = { practice: 'north', client: 'c1', kind: 'draft', id: 'n1', revision: '3' }
const words = Buffer.from('She slept through for the first time.')

const opened = (sealed: Uint8Array, expected = about, key = branchKey) =>
  open(parse(sealed), expected, key)
const whyNot = (sealed: Uint8Array, expected = about, key = branchKey) =>
  reasonOf(() => opened(sealed, expected, key))

describe('a sealed message', () => {
  it('opens to what was sealed, for any words and any context', () => {
    fc.assert(
      fc.property(plaintext, context, (bytes, expected) => {
        expect(opened(seal(bytes, expected, branchKey), expected)).toEqual(bytes)
      }),
      { ...fixed, numRuns: 300 },
    )
  })

  it('says which branch key opens it', () => {
    const { id, version } = branchKey
    expect(sealedUnder(parse(seal(words, about, branchKey)))).toEqual({ id, version })
  })

  it('opens whatever the order in which its context is told', () => {
    const reversed = Object.fromEntries(Object.entries(about).reverse())
    expect(opened(seal(words, about, branchKey), reversed)).toEqual(words)
  })

  it('is never the same twice, nor are its data key, salts and nonces', () => {
    const [one, other] = [0, 1].map(() => parse(seal(words, about, branchKey)))
    expect(one?.header.id).not.toEqual(other?.header.id)
    expect(one?.header.commitment).not.toEqual(other?.header.commitment)
    expect(one?.wrappedKey.salt).not.toEqual(other?.wrappedKey.salt)
    expect(one?.wrappedKey.iv).not.toEqual(other?.wrappedKey.iv)
    expect(one?.frames[0]?.ciphertext).not.toEqual(other?.frames[0]?.ciphertext)
  })

  it('holds 1 MB and not a byte more', () => {
    const most = Buffer.alloc(FRAME_LENGTH, 7)
    expect(opened(seal(most, about, branchKey)).equals(most)).toBe(true)
    expect(() => seal(Buffer.alloc(FRAME_LENGTH + 1), about, branchKey)).toThrow(RangeError)
  })
})

describe('a sealed message that was changed does not open', () => {
  const sealed = seal(words, about, branchKey)

  it('with any byte changed in any way that a bit can be', () => {
    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(sealed)
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at)
        expect(whyNot(changed), `byte ${at}, bit ${bit}`).not.toBe('opened')
      }
    }
  })

  it('cut short anywhere', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(whyNot(sealed.subarray(0, length)), `${length} bytes`).toBe('cut_short')
    }
  })

  it('with anything after its end, even another message', () => {
    for (const more of [Buffer.of(0), randomBytes(300), sealed]) {
      expect(whyNot(Buffer.concat([sealed, more]))).toBe('bytes_after_the_end')
    }
  })

  it('with a byte put in or taken out anywhere', () => {
    for (let at = 0; at < sealed.length; at++) {
      const [before, after] = [sealed.subarray(0, at), sealed.subarray(at)]
      expect(whyNot(Buffer.concat([before, Buffer.of(0), after])), `in at ${at}`).not.toBe('opened')
      expect(whyNot(Buffer.concat([before, after.subarray(1)])), `out at ${at}`).not.toBe('opened')
    }
  })

  it('spliced with another message of the same key and context', () => {
    const other = seal(words, about, branchKey)
    for (let cut = 4; cut < sealed.length; cut += 3) {
      const spliced = Buffer.concat([sealed.subarray(0, cut), other.subarray(cut)])
      expect(whyNot(spliced), `at ${cut}`).not.toBe('opened')
    }
  })

  it('and noise does not even parse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        expect(() => parse(noise)).toThrow(NotOpened)
      }),
      { ...fixed, numRuns: 2000 },
    )
  })

  it.each([
    ['another version of the format', 0, 'unknown_message_version'],
    ['another suite', 2, 'unknown_algorithm_suite'],
    ['another id', 3, 'not_committed_to_this_key'],
    ['other words', -17, 'body_not_authentic'],
    ['another tag', -1, 'body_not_authentic'],
  ])('and says why: %s', (_what, at, reason) => {
    const changed = Buffer.from(sealed)
    const index = (at + changed.length) % changed.length
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
    expect(whyNot(changed)).toBe(reason)
  })
})

describe('a sealed message opens only where it belongs', () => {
  const sealed = seal(words, about, branchKey)

  it.each<[string, Context]>([
    ['another practice', { ...about, practice: 'south' }],
    ['another client', { ...about, client: 'c2' }],
    ['another kind of record', { ...about, kind: 'signed-note' }],
    ['another note', { ...about, id: 'n2' }],
    ['another revision', { ...about, revision: '2' }],
    ['no context', {}],
    ['one member more', { ...about, more: '' }],
    ['the value moved to another key', { ...about, id: '3', revision: 'n1' }],
    ['key and value run together', { ...about, i: 'dn1' }],
  ])('not for %s', (_what, expected) => {
    expect(whyNot(sealed, expected)).toBe('another_context')
  })

  it('not for any context with a member more, fewer or different', () => {
    const other = fc.tuple(context, context).filter(([a, b]) => !sameContext(a, b))
    fc.assert(
      fc.property(other, ([sealedFor, expected]) => {
        const message = seal(words, sealedFor, branchKey)
        expect(whyNot(message, expected)).toBe('another_context')
      }),
      { ...fixed, numRuns: 300 },
    )
  })

  it.each([
    ['another client', { ...branchKey, id: 'P#practice#C#other' }, 'another_branch_key'],
    ['another version', { ...branchKey, version: randomUUID() }, 'another_branch_key_version'],
    [
      'the same name but other bytes',
      { ...branchKey, key: createSecretKey(randomBytes(32)) },
      'wrapped_key_not_authentic',
    ],
  ])('not by the key of %s', (_what, key, reason) => {
    expect(whyNot(sealed, about, key)).toBe(reason)
  })

  it('not for what the prototype of an object happens to hold', () => {
    const inherited: Context = Object.create({ ...about })
    expect(whyNot(sealed, inherited)).toBe('another_context')
  })

  it('and a context member named __proto__ counts like any other', () => {
    const odd: Context = JSON.parse('{"__proto__":"p","id":"n1"}')
    const message = seal(words, odd, branchKey)
    expect(opened(message, odd)).toEqual(words)
    expect(whyNot(message, { id: 'n1' })).toBe('another_context')
  })
})

describe('nothing is sealed', () => {
  it.each<[string, unknown]>([
    ['half of a surrogate pair in a key', { '\ud800': 'v' }],
    ['half of a surrogate pair in a value', { k: 'a\udc00' }],
    ['a key that AWS reserves', { 'aws-crypto-public-key': 'v' }],
    ['a value that is not text', { k: 1 }],
    ['a value over 64 KB', { k: 'x'.repeat(65_536) }],
    ['a context over 64 KB', { k: 'x'.repeat(40_000), l: 'x'.repeat(40_000) }],
  ])('with %s in its context', (_what, bad) => {
    expect(() => seal(words, bad as Context, branchKey)).toThrow(InvalidContext)
  })

  it('under a version that is not a lower-case UUID', () => {
    const key = { ...branchKey, version: branchKey.version.toUpperCase() }
    expect(() => seal(words, about, key)).toThrow(TypeError)
  })
})

function sameContext(a: Context, b: Context): boolean {
  const sorted = (one: Context) => JSON.stringify(Object.entries(one).sort())
  return sorted(a) === sorted(b)
}
