import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BranchKeyItem, KeyStore } from '../../shared/seal/key-store.ts'
import { parse, sealedUnder } from '../../shared/seal/message.ts'
import { open } from '../../shared/seal/open.ts'
import { seal } from '../../shared/seal/seal.ts'
import { KEY_ARN, WrappingKmsInMemory } from './wrapping-kms.ts'

const NAME = 'noteseal-keys'
const about = { practice: 'north', kind: 'draft', id: 'n1' }
const words = Buffer.from('She slept through for the first time.')

async function newKey(kms = new WrappingKmsInMemory()) {
  const store = new KeyStore(NAME, kms)
  const custom = { kind: 'client', practice: 'north' }
  return { kms, store, ...(await store.create('P#north#C#c1', custom)) }
}

describe('a branch key', () => {
  it('is one item that holds no more than its KMS context and the wrapped key', async () => {
    const { item, kms, branchKey } = await newKey()
    expect(item).toEqual({
      'branch-key-id': 'P#north#C#c1',
      type: `branch:version:${branchKey.version}`,
      'kms-arn': KEY_ARN,
      'create-time': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      'hierarchy-version': 1,
      'aws-crypto-ec:kind': 'client',
      'aws-crypto-ec:practice': 'north',
      enc: expect.any(Uint8Array),
    })
    const { enc: _, ...bare } = item
    expect(kms.contexts).toEqual([{ ...bare, 'hierarchy-version': '1', tablename: NAME }])
  })

  it('costs one call to KMS to make, and one to read', async () => {
    const { item, store, kms } = await newKey()
    expect(kms.contexts).toHaveLength(1)
    await store.read(item)
    expect(kms.contexts).toHaveLength(2)
  })

  it('read again, opens what it sealed when it was new', async () => {
    const { item, store, branchKey } = await newKey()
    const sealed = seal(words, about, branchKey)
    const again = await store.read(item)
    expect(open(parse(sealed), about, again)).toEqual(words)
    expect(sealedUnder(parse(sealed))).toEqual({ id: again.id, version: again.version })
  })

  it('read from its active item, is the same version', async () => {
    const { item, store, branchKey, kms } = await newKey()
    const active = await store.activate(item, kms)
    expect(active).toMatchObject({ type: 'branch:ACTIVE', version: item.type })
    const read = await store.read(active)
    expect(read.version).toBe(branchKey.version)
    expect(read.key.equals(branchKey.key)).toBe(true)
  })

  it('leaves no copy of its bytes where KMS handed them over', async () => {
    const handed: Uint8Array[] = []
    class Watched extends WrappingKmsInMemory {
      override async generateDataKey(context: Readonly<Record<string, string>>) {
        const answer = await super.generateDataKey(context)
        handed.push(answer.plaintext)
        return answer
      }
    }
    const { branchKey } = await newKey(new Watched())
    expect(handed).toEqual([new Uint8Array(32)])
    expect(branchKey.key.export().equals(Buffer.alloc(32))).toBe(false)
  })

  it('once its item is deleted, cannot be had again with full rights on the KMS key', async () => {
    const { item, kms, branchKey } = await newKey()
    const sealed = seal(words, about, branchKey)
    const message = parse(sealed)
    // Everything but the item is kept: the message, its context, the KMS key and its free use.
    const { enc: _, ...bare } = item
    const context = { ...bare, 'hierarchy-version': '1', tablename: NAME }
    for (const kept of [sealed, message.header.wrappedKey, message.wrappedKey.ciphertext]) {
      await expect(kms.decrypt(kept, context)).rejects.toThrow()
    }
    const { branchKey: made } = await new KeyStore(NAME, kms).create(branchKey.id, {})
    const guess = { ...made, version: branchKey.version }
    expect(() => open(message, about, guess)).toThrow('wrapped_key_not_authentic')
  })
})

describe('a key item does not open', () => {
  it.each<[string, (item: BranchKeyItem) => object]>([
    ['under another name', (item) => ({ ...item, 'branch-key-id': 'P#north#C#c2' })],
    ['as another version', (item) => ({ ...item, type: item.type.replace(/.$/, 'x') })],
    ['for another practice', (item) => ({ ...item, 'aws-crypto-ec:practice': 'south' })],
    ['with an attribute more, such as a time to live', (item) => ({ ...item, expires: 5 })],
    ['with an attribute less', ({ 'create-time': _, ...item }) => item],
    ['made older or younger', (item) => ({ ...item, 'create-time': '2020-01-01' })],
  ])('%s: KMS refuses its context', async (_what, change) => {
    const { item, store } = await newKey()
    await expect(store.read(change(item) as BranchKeyItem)).rejects.toThrow('authenticate')
  })

  it('for a key store of another name', async () => {
    const { item, kms } = await newKey()
    await expect(new KeyStore('noteseal-process-keys', kms).read(item)).rejects.toThrow()
  })

  it.each<[string, object, string]>([
    ['of another hierarchy version', { 'hierarchy-version': 2 }, 'unknown_hierarchy_version'],
    ['with its version as text', { 'hierarchy-version': '1' }, 'unknown_hierarchy_version'],
    ['of another KMS key', { 'kms-arn': `${KEY_ARN}0` }, 'wrapped_by_another_kms_key'],
    ['without a wrapped key', { enc: 'text' }, 'malformed_key_item'],
  ])('%s: KMS is not even asked', async (_what, change, reason) => {
    const { item, store, kms } = await newKey()
    const asked = kms.contexts.length
    await expect(store.read({ ...item, ...change } as BranchKeyItem)).rejects.toThrow(reason)
    expect(kms.contexts).toHaveLength(asked)
  })

  it.each([
    ['a type that is no version', { type: 'branch:beacon' }, 32],
    ['a version that is no UUID', { type: 'branch:version:1' }, 32],
    ['a key of 16 bytes', {}, 16],
  ])('that KMS opens but that has %s', async (_what, change, length) => {
    const { item, store, kms } = await newKey()
    const { enc: _, ...bare } = { ...item, ...change }
    const context = { ...bare, 'hierarchy-version': '1', tablename: NAME }
    const enc = kms.wrap(randomBytes(length), context)
    await expect(store.read({ ...bare, enc })).rejects.toThrow('malformed_key_item')
  })
})
