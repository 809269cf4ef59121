import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BranchKey } from '../../shared/seal/branch-key.ts'
import type { Context } from '../../shared/seal/context.ts'
import { type BranchKeyItem, KeyStore } from '../../shared/seal/key-store.ts'
import { parse } from '../../shared/seal/message.ts'
import { open } from '../../shared/seal/open.ts'
import { seal } from '../../shared/seal/seal.ts'
import { sealRecord } from '../../shared/seal/sealed-record.ts'
import { context, fixed, plaintext } from './arbitrary.ts'
import {
  hierarchicalKeyring,
  KeyTable,
  SDK_SUITE,
  STORE_NAME,
  sdk,
  sdkKeyStore,
} from './encryption-sdk.ts'
import { WrappingKmsInMemory } from './wrapping-kms.ts'

const kms = new WrappingKmsInMemory()
const table = new KeyTable()
const ours = new KeyStore(STORE_NAME, kms)
const theirs = sdkKeyStore(kms, table)
const about = { practice: 'north', client: 'c1', Kind: 'draft', kind: 'x', 'note-id': 'n1' }
const words = Buffer.from('She slept through for the first time.')

const encrypt = async (id: string, bytes: Buffer, expected: Context, frameLength?: number) => {
  const options = { suiteId: SDK_SUITE, encryptionContext: { ...expected } }
  const { result } = await sdk.encrypt(hierarchicalKeyring(id, theirs), bytes, {
    ...options,
    ...(frameLength && { frameLength }),
  })
  return result
}
const decrypt = (id: string, sealed: Buffer) => sdk.decrypt(hierarchicalKeyring(id, theirs), sealed)

async function newKey(id: string): Promise<{ item: BranchKeyItem; branchKey: BranchKey }> {
  const made = await ours.create(id, { kind: 'client', practice: 'north' })
  table.put(made.item)
  table.put(await ours.activate(made.item, kms))
  return made
}

// The tests of a file run one after another, as the library's cache needs: it has a race.
describe("AWS's own library", () => {
  let branchKey: BranchKey

  beforeAll(async () => {
    branchKey = (await newKey('P#north#C#c1')).branchKey
  })

  it('opens what Noteseal sealed, with the same context', async () => {
    await fc.assert(
      fc.asyncProperty(plaintext, context, async (bytes, expected) => {
        const { plaintext: read, messageHeader } = await decrypt(
          branchKey.id,
          seal(bytes, expected, branchKey),
        )
        expect(read).toEqual(bytes)
        const pairs = Object.entries(messageHeader.encryptionContext)
        expect(pairs.sort()).toEqual(Object.entries(expected).sort())
      }),
      { ...fixed, numRuns: 100 },
    )
  })

  it('seals what Noteseal opens, in one frame or in many', async () => {
    const frameLength = fc.constantFrom(undefined, 100, 4096, 65_537)
    await fc.assert(
      fc.asyncProperty(plaintext, context, frameLength, async (bytes, expected, length) => {
        // Ten thousand frames of 100 bytes would only be slow.
        const frames = bytes.length > 10_000 ? 4096 : length
        const message = parse(await encrypt(branchKey.id, bytes, expected, frames))
        expect(open(message, expected, branchKey)).toEqual(bytes)
      }),
      { ...fixed, numRuns: 100 },
    )
  })

  it('opens a sealed record: a byte, a length, the JSON, zeros', async () => {
    const record = { form: 'test', text: 'Łukasiewicz' }
    const { plaintext: padded } = await decrypt(branchKey.id, sealRecord(record, about, branchKey))
    expect(padded.readUInt8()).toBe(0)
    const length = padded.readUInt32BE(1)
    expect(JSON.parse(padded.subarray(5, 5 + length).toString())).toEqual(record)
  })

  it('opens by the version item alone, and seals once there is an active one', async () => {
    const { item, branchKey: key } = await ours.create('P#north#C#c2', { practice: 'north' })
    table.put(item)
    expect((await decrypt(key.id, seal(words, about, key))).plaintext).toEqual(words)
    await expect(encrypt(key.id, words, about)).rejects.toThrow()
    table.put(await ours.activate(item, kms))
    const sealed = await encrypt(key.id, words, about)
    expect(open(parse(sealed), about, key)).toEqual(words)
  })

  it('makes keys that Noteseal reads, and new versions of Noteseal keys', async () => {
    await theirs.createKey({
      branchKeyIdentifier: 'P#north#C#c3',
      encryptionContext: { practice: 'north' },
    })
    const made = await active('P#north#C#c3')
    const sealed = await encrypt('P#north#C#c3', words, about)
    expect(open(parse(sealed), about, made)).toEqual(words)

    const { branchKey: first } = await newKey('P#north#C#c4')
    await theirs.versionKey({ branchKeyIdentifier: first.id })
    const second = await active(first.id)
    expect(second.version).not.toBe(first.version)
    expect((await decrypt(first.id, seal(words, about, second))).plaintext).toEqual(words)
    expect((await decrypt(first.id, seal(words, about, first))).plaintext).toEqual(words)
  })

  it('opens nothing once the key item is gone, for all its rights on the KMS key', async () => {
    const { item, branchKey: key } = await ours.create('P#north#C#c5', { practice: 'north' })
    table.put(item)
    const sealed = seal(words, about, key)
    expect((await decrypt(key.id, sealed)).plaintext).toEqual(words)
    table.delete(item)
    await expect(decrypt(key.id, sealed)).rejects.toThrow()
  })

  async function active(id: string): Promise<BranchKey> {
    const item = table.get(id, 'branch:ACTIVE')
    if (!item) throw new Error(`no active item of ${id}`)
    return ours.read(item)
  }
})
