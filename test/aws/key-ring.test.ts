import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import type { toRaw } from '../../shared/aws/item.ts'
import { clientKeyId, KeyGone, KeyRing } from '../../shared/aws/key-ring.ts'
import { NotOpened } from '../../shared/seal/not-opened.ts'
import { contextOf } from '../../shared/seal/record-context.ts'
import { WrappingKmsInMemory } from '../seal/wrapping-kms.ts'

const PRACTICE = 'north'
const ID = clientKeyId('c1')
const about = contextOf({ practiceId: PRACTICE, clientId: 'c1', kind: 'draft', id: 'c1.n1' })
const MINUTE = 60_000

type RawItem = NonNullable<ReturnType<typeof toRaw>>

/** A key ring over a table that tests write to by hand, with a clock that stands still. */
function ring() {
  const items: RawItem[] = []
  const time = { now: 0 }
  const kms = new WrappingKmsInMemory()
  const db = new DynamoDBClient({ region: 'us-west-2' })
  const sent = mockClient(db)
  sent.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
    Items: items.filter((item) => item['branch-key-id']?.S === values[':id'].S),
  }))
  const another = () => new KeyRing(db, 'Keys', 'noteseal-keys', kms, () => time.now)
  const keys = another()
  const make = async (id = ID) => {
    const { key, write } = await keys.create(id, 'client', PRACTICE)
    const { Item } = write.write.Put ?? {}
    if (!Item) throw new Error('nothing to keep')
    items.push(Item)
    return { key, Item }
  }
  const reads = () => sent.commandCalls(QueryCommand).length
  return { keys, another, items, kms, time, make, reads }
}

describe('a key ring', () => {
  it('opens what it sealed, and so does another that finds the key in the table', async () => {
    const { keys, another, make } = ring()
    await make()
    const sealed = await keys.seal(ID, { text: 'words' }, about)
    expect(await keys.open(ID, sealed, about)).toEqual({ text: 'words' })
    expect(await another().open(ID, sealed, about)).toEqual({ text: 'words' })
  })

  it('makes an item of the attributes that AWS knows, and no others', async () => {
    const { Item } = await ring().make()
    expect(Object.keys(Item).sort()).toEqual([
      'aws-crypto-ec:kind',
      'aws-crypto-ec:practice',
      'branch-key-id',
      'create-time',
      'enc',
      'hierarchy-version',
      'kms-arn',
      'type',
    ])
  })

  it('asks table and KMS once, however many ask at once, and not for a new key', async () => {
    const { keys, another, make, kms, reads } = ring()
    const { key } = await make()
    keys.remember(key)
    await keys.seal(ID, 'x', about)
    expect(reads()).toBe(0)
    const other = another()
    const asked = kms.contexts.length
    await Promise.all([1, 2, 3].map(() => other.seal(ID, 'x', about)))
    expect([reads(), kms.contexts.length - asked]).toEqual([1, 1])
  })

  it('opens by older versions of a key, and seals by the newest', async () => {
    const { keys, another, make, time } = ring()
    await make()
    const old = await keys.seal(ID, 'old', about)
    // Versions are told apart by when they were made, to the millisecond.
    const started = Date.now()
    while (Date.now() === started) await new Promise((resume) => setImmediate(resume))
    const { key } = await make()
    time.now += 5 * MINUTE
    const sealed = await keys.seal(ID, 'new', about)
    expect(await keys.open(ID, old, about)).toBe('old')
    const late = another()
    expect(await late.open(ID, sealed, about)).toBe('new')
    expect(Buffer.from(sealed).includes(Buffer.from(key.version.replaceAll('-', ''), 'hex'))).toBe(
      true,
    )
  })

  it('looks again for a version that it does not know', async () => {
    const { keys, another, make } = ring()
    await make()
    await keys.seal(ID, 'x', about)
    await make()
    const sealed = await another().seal(ID, 'new', about)
    expect(await keys.open(ID, sealed, about)).toBe('new')
  })
})

describe('a key that is gone', () => {
  it('opens nothing five minutes later, whoever remembered it', async () => {
    const { keys, another, items, make, time } = ring()
    await make()
    const sealed = await keys.seal(ID, 'words', about)
    items.length = 0
    await expect(another().open(ID, sealed, about)).rejects.toThrow(KeyGone)
    time.now += 5 * MINUTE - 1
    expect(await keys.open(ID, sealed, about)).toBe('words')
    time.now += 1
    await expect(keys.open(ID, sealed, about)).rejects.toThrow(KeyGone)
    await expect(keys.seal(ID, 'words', about)).rejects.toThrow(KeyGone)
    await expect(keys.fingerprint(ID, 'words')).rejects.toThrow(KeyGone)
  })

  it('is asked for again: what was not there a moment ago may be now', async () => {
    const { keys, make } = ring()
    await expect(keys.seal(ID, 'x', about)).rejects.toThrow(KeyGone)
    await make()
    await keys.seal(ID, 'x', about)
  })
})

describe('a sealed record does not open', () => {
  it("under another client's key", async () => {
    const { keys, make } = ring()
    const other = clientKeyId('c2')
    await make()
    await make(other)
    const sealed = await keys.seal(ID, 'x', about)
    await expect(keys.open(other, sealed, about)).rejects.toThrow(KeyGone)
  })

  it("in another place, or with its key's item moved to another practice", async () => {
    const { keys, another, items, make } = ring()
    await make()
    const sealed = await keys.seal(ID, 'x', about)
    const elsewhere = { ...about, practice: 'south' }
    await expect(keys.open(ID, sealed, elsewhere)).rejects.toThrow(NotOpened)
    const moved = items.map((item) => ({ ...item, 'aws-crypto-ec:practice': { S: 'south' } }))
    items.splice(0, 1, ...moved)
    await expect(another().open(ID, sealed, about)).rejects.toThrow()
  })
})

it('a fingerprint tells the same from another, and nothing without the key', async () => {
  const { keys, make } = ring()
  await make()
  await make(clientKeyId('c2'))
  const print = await keys.fingerprint(ID, { b: 1, a: 2 })
  expect(await keys.fingerprint(ID, { a: 2, b: 1 })).toBe(print)
  expect(await keys.fingerprint(ID, { a: 2, b: 2 })).not.toBe(print)
  expect(await keys.fingerprint(clientKeyId('c2'), { a: 2, b: 1 })).not.toBe(print)
})
