import { type KeyObject, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { wrap } from '../../shared/seal/branch-key.ts'
import { field, u16, u32 } from '../../shared/seal/bytes.ts'
import { deriveKeys } from '../../shared/seal/derived-keys.ts'
import { encrypt } from '../../shared/seal/gcm.ts'
import { frameAad, frameIv, HEADER_IV, parse } from '../../shared/seal/message.ts'
import { open } from '../../shared/seal/open.ts'
import { newBranchKey, reasonOf } from './keys.ts'

// Messages whose tags are all right, as a holder of the branch key could make them: it is their form
// alone that must be refused.
const branchKey = newBranchKey()
const about = { a: '1', b: '2' }

const text = (words: string) => Buffer.from(words)
const pair = (key: string, value: string | Buffer) =>
  Buffer.concat([field(text(key)), field(Buffer.from(value))])
const context = Buffer.concat([u16(2), pair('a', '1'), pair('b', '2')])

interface Forgery {
  readonly version?: number
  readonly suite?: number
  readonly context?: Buffer
  readonly wrapContext?: Buffer
  readonly dataKeys?: (wrapped: Buffer) => Buffer
  readonly content?: number
  readonly frameLength?: number
  readonly commitment?: Buffer
  readonly headerIv?: Buffer
  readonly body?: (key: KeyObject, id: Buffer) => Buffer
  readonly after?: Buffer
}

function forge(forgery: Forgery): Buffer {
  const [id, dataKey] = [randomBytes(32), randomBytes(32)]
  const { commitment, contentKey } = deriveKeys(dataKey, id)
  const written = forgery.context ?? context
  const wrapped = wrap(dataKey, branchKey, forgery.wrapContext ?? written)
  const header = Buffer.concat([
    Buffer.of(forgery.version ?? 2),
    u16(forgery.suite ?? 0x0478),
    id,
    field(written),
    (forgery.dataKeys ?? one)(wrapped),
    Buffer.of(forgery.content ?? 2),
    u32(forgery.frameLength ?? 1000),
    forgery.commitment ?? commitment,
  ])
  return Buffer.concat([
    header,
    ...encrypt(contentKey, forgery.headerIv ?? HEADER_IV, header, Buffer.alloc(0)),
    (forgery.body ?? ((key, id) => last(key, id, 1, 'note')))(contentKey, id),
    forgery.after ?? Buffer.alloc(0),
  ])
}

const dataKey = (provider: string, name: Buffer, wrapped: Buffer) =>
  Buffer.concat([field(text(provider)), field(name), field(wrapped)])
const ours = (wrapped: Buffer) => dataKey('aws-kms-hierarchy', text(branchKey.id), wrapped)
const one = (wrapped: Buffer) => Buffer.concat([u16(1), ours(wrapped)])

function last(key: KeyObject, id: Buffer, n: number, words: string, iv = frameIv(n)): Buffer {
  const bytes = text(words)
  const sealed = encrypt(key, iv, frameAad(id, n, true, bytes.length), bytes)
  return Buffer.concat([u32(0xffffffff), u32(n), iv, u32(bytes.length), ...sealed])
}

function whole(key: KeyObject, id: Buffer, n: number, words: string): Buffer {
  const bytes = text(words)
  const sealed = encrypt(key, frameIv(n), frameAad(id, n, false, bytes.length), bytes)
  return Buffer.concat([u32(n), frameIv(n), ...sealed])
}

const opened = (forgery: Forgery, expected: Record<string, string> = about) =>
  open(parse(forge(forgery)), expected, branchKey)

it('opens a well-formed message of one frame, or of several', () => {
  expect(opened({}).toString()).toBe('note')
  const two: Forgery = {
    frameLength: 4,
    body: (key, id) => Buffer.concat([whole(key, id, 1, 'note'), last(key, id, 2, 'book')]),
  }
  expect(opened(two).toString()).toBe('notebook')
})

it.each<[string, Forgery, string]>([
  ['version 1 of the format', { version: 1 }, 'unknown_message_version'],
  ['the signing suite', { suite: 0x0578 }, 'unknown_algorithm_suite'],
  ['a suite without commitment', { suite: 0x0178 }, 'unknown_algorithm_suite'],
  [
    'a context out of order',
    { context: Buffer.concat([u16(2), pair('b', '2'), pair('a', '1')]) },
    'another_context',
  ],
  [
    'a context that names a key twice',
    { context: Buffer.concat([u16(3), pair('a', '1'), pair('a', '1'), pair('b', '2')]) },
    'another_context',
  ],
  [
    'bytes after the pairs of its context',
    { context: Buffer.concat([context, Buffer.of(0)]) },
    'another_context',
  ],
  [
    'a data key wrapped for another context than it tells',
    { wrapContext: Buffer.concat([u16(2), pair('b', '2'), pair('a', '1')]) },
    'wrapped_key_not_authentic',
  ],
  [
    'two data keys, the first of them good',
    { dataKeys: (wrapped) => Buffer.concat([u16(2), ours(wrapped), ours(wrapped)]) },
    'not_one_data_key',
  ],
  ['no data key', { dataKeys: () => u16(0) }, 'not_one_data_key'],
  [
    'a data key of another provider',
    { dataKeys: (wrapped) => Buffer.concat([u16(1), dataKey('aws-kms', text('x'), wrapped)]) },
    'not_wrapped_by_a_branch_key',
  ],
  [
    'a branch key whose name is not UTF-8',
    {
      dataKeys: (wrapped) =>
        Buffer.concat([u16(1), dataKey('aws-kms-hierarchy', Buffer.of(0xff), wrapped)]),
    },
    'not_utf8',
  ],
  [
    'a wrapped key with a byte more',
    { dataKeys: (wrapped) => one(Buffer.concat([wrapped, Buffer.of(0)])) },
    'malformed_wrapped_key',
  ],
  [
    'a wrapped key with a byte fewer',
    { dataKeys: (wrapped) => one(wrapped.subarray(1)) },
    'malformed_wrapped_key',
  ],
  [
    'a branch key version that is no UUID',
    { dataKeys: (wrapped) => one(Buffer.from(wrapped).fill(0, 28, 44)) },
    'malformed_wrapped_key',
  ],
  ['another commitment', { commitment: randomBytes(32) }, 'not_committed_to_this_key'],
  ['a header sealed with another nonce', { headerIv: frameIv(1) }, 'header_not_authentic'],
  ['a body without frames', { content: 1 }, 'not_framed'],
  ['an unknown kind of body', { content: 3 }, 'not_framed'],
  ['frames of no length', { frameLength: 0 }, 'malformed_frame'],
  ['a last frame longer than frames are', { frameLength: 3 }, 'malformed_frame'],
  ['a frame numbered 0', { body: (key, id) => last(key, id, 0, 'note') }, 'malformed_frame'],
  ['a first frame numbered 2', { body: (key, id) => last(key, id, 2, 'note') }, 'malformed_frame'],
  [
    'a frame with a nonce of its own choice',
    { body: (key, id) => last(key, id, 1, 'note', randomBytes(12)) },
    'malformed_frame',
  ],
  [
    'a frame with the nonce of the header',
    { body: (key, id) => last(key, id, 1, 'note', HEADER_IV) },
    'malformed_frame',
  ],
  ['no frame', { body: () => Buffer.alloc(0) }, 'cut_short'],
  ['no last frame', { frameLength: 4, body: (key, id) => whole(key, id, 1, 'note') }, 'cut_short'],
  [
    'two last frames',
    { body: (key, id) => Buffer.concat([last(key, id, 1, 'no'), last(key, id, 2, 'te')]) },
    'bytes_after_the_end',
  ],
  [
    'frames in another order',
    {
      frameLength: 2,
      body: (key, id) =>
        Buffer.concat([whole(key, id, 2, 'te'), whole(key, id, 1, 'no'), last(key, id, 3, 's')]),
    },
    'malformed_frame',
  ],
  [
    'a frame twice',
    {
      frameLength: 2,
      body: (key, id) =>
        Buffer.concat([whole(key, id, 1, 'no'), whole(key, id, 1, 'no'), last(key, id, 2, 'te')]),
    },
    'malformed_frame',
  ],
  [
    'a whole frame sealed as a last one',
    {
      frameLength: 4,
      body: (key, id) => {
        const sealed = encrypt(key, frameIv(1), frameAad(id, 1, true, 4), text('note'))
        return Buffer.concat([u32(1), frameIv(1), ...sealed, last(key, id, 2, 'book')])
      },
    },
    'body_not_authentic',
  ],
  ['a byte after the last frame', { after: Buffer.of(0) }, 'bytes_after_the_end'],
])('refuses %s', (_what, forgery, reason) => {
  expect(reasonOf(() => opened(forgery))).toBe(reason)
})

it.each([
  ['a count of pairs where there are none', u16(0)],
  ['a stray byte', Buffer.of(0)],
])('refuses an empty context told as %s', (_what, written) => {
  expect(reasonOf(() => opened({ context: written }, {}))).toBe('another_context')
})

it('refuses a context that is not UTF-8, though a careless reader would read U+FFFD', () => {
  const written = Buffer.concat([u16(1), pair('a', Buffer.of(0xff))])
  expect(reasonOf(() => opened({ context: written }, { a: '\ufffd' }))).toBe('another_context')
})
