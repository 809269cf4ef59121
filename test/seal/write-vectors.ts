import { createSecretKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { type BranchKey, unwrap } from '../../shared/seal/branch-key.ts'
import type { Context } from '../../shared/seal/context.ts'
import { deriveKeys } from '../../shared/seal/derived-keys.ts'
import { KeyStore } from '../../shared/seal/key-store.ts'
import { parse } from '../../shared/seal/message.ts'
import { contextOf } from '../../shared/seal/record-context.ts'
import { seal } from '../../shared/seal/seal.ts'
import { openRecord, sealRecord } from '../../shared/seal/sealed-record.ts'
import {
  hierarchicalKeyring,
  KeyTable,
  SDK_SUITE,
  STORE_NAME,
  sdk,
  sdkKeyStore,
} from './encryption-sdk.ts'
import { reasonOf } from './keys.ts'
import type { SealVectors } from './vectors.ts'
import { WrappingKmsInMemory } from './wrapping-kms.ts'

// node test/seal/write-vectors.ts FOLDER
//
// Writes messages.json. Messages are random by nature, so each run writes others: the vectors that
// are kept in test/vectors/seal were written once and are frozen. Write them anew only when the
// format itself changes, together with docs/formats/seal.md.

const folder = process.argv[2]
if (!folder) throw new Error('say into which folder')

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const kms = new WrappingKmsInMemory()
const table = new KeyTable()
const { item, branchKey: made } = await new KeyStore(STORE_NAME, kms).create(
  'C#01j9z0x5k3m8q2v7w4y6a1b3c6',
  { kind: 'client', practice: '01j9z0x5k3m8q2v7w4y6a1b3c5' },
)
table.put(item)
table.put(await new KeyStore(STORE_NAME, kms).activate(item, kms))
const keyring = hierarchicalKeyring(made.id, sdkKeyStore(kms, table))
const keyBytes = made.key.export()
const key: BranchKey = { ...made, key: createSecretKey(keyBytes) }

const place = contextOf({
  practiceId: '01j9z0x5k3m8q2v7w4y6a1b3c5',
  clientId: '01j9z0x5k3m8q2v7w4y6a1b3c6',
  kind: 'draft',
  id: '01j9z0x5k3m8q2v7w4y6a1b3c6.01j9z0x5k3m8q2v7w4y6a1b3c7',
  revision: 3,
})
const words = Buffer.from('Client slept through for the first time since March.')
const odd: Context = Object.fromEntries([
  ['b', '2'],
  ['B', '1'],
  ['\uFFFD', 'after the private use area'],
  ['\u{1F600}', 'after that, as UTF-8 sorts and UTF-16 does not'],
  ['__proto__', 'a key like any other'],
  ['', 'an empty key'],
  ['empty', ''],
])

const bySdk = async (plaintext: Buffer, context: Context, frameLength: number) => {
  const options = { suiteId: SDK_SUITE, encryptionContext: { ...context }, frameLength }
  return (await sdk.encrypt(keyring, plaintext, options)).result
}

const messages = [
  { name: 'words', by: 'noteseal', context: place, plaintext: words },
  { name: 'nothing', by: 'noteseal', context: place, plaintext: Buffer.alloc(0) },
  { name: 'no context', by: 'noteseal', context: {}, plaintext: words },
  { name: 'an odd context', by: 'noteseal', context: odd, plaintext: words },
  { name: "AWS's library, one frame", by: 'aws', context: place, plaintext: words, frames: 4096 },
  { name: "AWS's library, six frames", by: 'aws', context: place, plaintext: words, frames: 10 },
  {
    name: "AWS's library, a last frame of no length",
    by: 'aws',
    context: place,
    plaintext: words,
    frames: 26,
  },
  {
    name: "AWS's library, an odd context",
    by: 'aws',
    context: odd,
    plaintext: words,
    frames: 4096,
  },
] as const

const valid: SealVectors['messages'] = []
for (const message of messages) {
  const { name, by, context, plaintext } = message
  const sealed =
    message.by === 'aws'
      ? await bySdk(plaintext, context, message.frames)
      : seal(plaintext, context, key)
  valid.push({
    name,
    by,
    context: Object.entries(context),
    plaintext: base64(plaintext),
    sealed: base64(sealed),
  })
}

const good = seal(words, place, key)
const six = await bySdk(words, place, 10)
const flipped = (at: number) => {
  const changed = Buffer.from(good)
  const index = at < 0 ? changed.length + at : at
  changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
  return changed
}
const { header, headerBytes } = parse(good)
const keyStart = headerBytes.indexOf(header.wrappedKey)
const frameStart = parse(six).headerBytes.length + 16
const frame = (n: number) => six.subarray(frameStart + n * 42, frameStart + (n + 1) * 42)
const before = six.subarray(0, frameStart)

const broken: [string, Buffer, Context?][] = [
  ['no bytes', Buffer.alloc(0)],
  ['version 1 of the format', Buffer.concat([Buffer.of(1), good.subarray(1)])],
  ['the signing suite', Buffer.concat([Buffer.of(2, 5, 0x78), good.subarray(3)])],
  ['another message id', flipped(3)],
  ['another letter in the context', flipped(headerBytes.indexOf('draft'))],
  ['another letter in the name of the branch key', flipped(headerBytes.indexOf(made.id))],
  ['another salt', flipped(keyStart)],
  ['another nonce of the wrapped key', flipped(keyStart + 16)],
  ['another branch key version', flipped(keyStart + 28)],
  ['a branch key version that is no UUID', flippedHigh(keyStart + 34)],
  ['another wrapped key', flipped(keyStart + 44)],
  ['another tag of the wrapped key', flipped(keyStart + 76)],
  ['another kind of body', flipped(keyStart + 92)],
  ['another frame length', flipped(keyStart + 96)],
  ['another commitment', flipped(keyStart + 97)],
  ['another tag of the header', flipped(headerBytes.length)],
  ['another frame number', flipped(headerBytes.length + 16 + 7)],
  ['another frame nonce', flipped(headerBytes.length + 16 + 8)],
  ['another length of the frame', flipped(headerBytes.length + 16 + 23)],
  ['another letter in the body', flipped(headerBytes.length + 16 + 24)],
  ['another tag of the body', flipped(-1)],
  ['a byte cut off', good.subarray(0, -1)],
  ['the body cut off', good.subarray(0, headerBytes.length + 16)],
  ['a byte more', Buffer.concat([good, Buffer.of(0)])],
  ['the message twice', Buffer.concat([good, good])],
  [
    'the body of another message',
    Buffer.concat([
      good.subarray(0, headerBytes.length),
      seal(words, place, key).subarray(headerBytes.length),
    ]),
  ],
  [
    'two frames swapped',
    Buffer.concat([before, frame(1), frame(0), six.subarray(frameStart + 84)]),
  ],
  ['a frame left out', Buffer.concat([before, frame(0), six.subarray(frameStart + 84)])],
  ['a frame twice', Buffer.concat([before, frame(0), six.subarray(frameStart)])],
  ['the last frame left out', six.subarray(0, frameStart + 5 * 42)],
  ['asked for as another revision', good, { ...place, revision: '4' }],
  ['asked for as another client', good, { ...place, client: '01j9z0x5k3m8q2v7w4y6a1b3c8' }],
  ['asked for without context', good, {}],
]

function flippedHigh(at: number): Buffer {
  const changed = Buffer.from(good)
  changed.writeUInt8(changed.readUInt8(at) ^ 0x80, at)
  return changed
}

const block = (form: number, length: number, content: Buffer) => {
  const padded = Buffer.alloc(1024)
  padded.writeUInt8(form)
  padded.writeUInt32BE(length, 1)
  content.copy(padded, 5)
  return seal(padded, place, key)
}
const json = Buffer.from('{"a":1}')
const deflated = deflateRawSync(json)
const bomb = deflateRawSync(Buffer.alloc(321 * 1024))
const brokenRecords: [string, Buffer][] = [
  ['not padded', seal(json, place, key)],
  ['an unknown form', block(2, json.length, json)],
  ['a length past the end', block(0, 1020, json)],
  ['padding that is not zeros', block(0, json.length - 1, json)],
  ['bytes that do not inflate', block(1, 3, Buffer.from('abc'))],
  ['bytes after what inflates', block(1, deflated.length + 1, Buffer.concat([deflated, json]))],
  ['what inflates to more than 320 KB', block(1, bomb.length, bomb)],
  ['text that is not JSON', block(0, 3, json)],
  ['text that is not UTF-8', block(0, 3, Buffer.of(0x22, 0xff, 0x22))],
]
const records: [string, unknown][] = [
  ['kept as it is', { form: 'test/1', text: 'Łukasiewicz: «الصبر مفتاح الفرج»' }],
  ['deflated', { form: 'test/1', text: 'Client reports improved sleep. '.repeat(200) }],
  ['a bare text', 'x'],
]

const parsed = parse(good)
const dataKey = unwrap(parsed.wrappedKey, key, header.context)
const derived = deriveKeys(Buffer.from(dataKey), header.id)
const { enc: _, ...bare } = item

const vectors: SealVectors = {
  about: 'Test vectors of docs/formats/seal.md. Bytes are base 64. Contexts are lists of pairs.',
  branchKey: { id: made.id, version: made.version, key: base64(keyBytes) },
  keyItem: {
    item: bare,
    kmsContext: Object.fromEntries([
      ...Object.entries(bare).map(([name, value]) => [name, String(value)]),
      ['tablename', STORE_NAME],
    ]),
  },
  workings: {
    sealed: base64(good),
    context: Object.entries(place),
    messageId: base64(header.id),
    encodedContext: base64(header.context),
    dataKey: base64(dataKey),
    commitment: base64(derived.commitment),
    contentKey: base64(derived.contentKey.export()),
    plaintext: base64(words),
  },
  messages: valid,
  refused: broken.map(([name, sealed, context = place]) => ({
    name,
    reason: reasonOf(() => openRecord(sealed, context, key)),
    context: Object.entries(context),
    sealed: base64(sealed),
  })),
  records: records.map(([name, value]) => ({
    name,
    context: Object.entries(place),
    value,
    sealed: base64(sealRecord(value, place, key)),
  })),
  refusedRecords: brokenRecords.map(([name, sealed]) => ({
    name,
    reason: reasonOf(() => openRecord(sealed, place, key)),
    context: Object.entries(place),
    sealed: base64(sealed),
  })),
}

writeFileSync(join(folder, 'messages.json'), `${JSON.stringify(vectors, null, 2)}\n`)
