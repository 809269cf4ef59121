import { createSecretKey, hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type BranchKey, unwrap } from '../../shared/seal/branch-key.ts'
import { encodeContext } from '../../shared/seal/context.ts'
import { deriveKeys } from '../../shared/seal/derived-keys.ts'
import { type BranchKeyItem, KeyStore } from '../../shared/seal/key-store.ts'
import { parse } from '../../shared/seal/message.ts'
import { open } from '../../shared/seal/open.ts'
import { openRecord } from '../../shared/seal/sealed-record.ts'
import { reasonOf } from './keys.ts'
import type { SealVectors } from './vectors.ts'

const file = new URL('../vectors/seal/messages.json', import.meta.url)
const vectors: SealVectors = JSON.parse(readFileSync(file, 'utf8'))
const bytes = (base64: string) => Buffer.from(base64, 'base64')

const branchKey: BranchKey = {
  ...vectors.branchKey,
  key: createSecretKey(bytes(vectors.branchKey.key)),
}

describe('a frozen message', () => {
  it.each(vectors.messages)('opens: $name', ({ context, plaintext, sealed }) => {
    const opened = open(parse(bytes(sealed)), Object.fromEntries(context), branchKey)
    expect(opened).toEqual(bytes(plaintext))
  })

  it.each(vectors.refused)('is refused: $name', ({ context, sealed, reason }) => {
    const deed = () => open(parse(bytes(sealed)), Object.fromEntries(context), branchKey)
    expect(reasonOf(deed)).toBe(reason)
  })

  it('opens by way of the keys that the specification derives', () => {
    const { workings } = vectors
    const message = parse(bytes(workings.sealed))
    const context = encodeContext(Object.fromEntries(workings.context))
    expect(message.header.id).toEqual(bytes(workings.messageId))
    expect(context).toEqual(bytes(workings.encodedContext))
    const dataKey = unwrap(message.wrappedKey, branchKey, context)
    expect(dataKey).toEqual(bytes(workings.dataKey))
    const { commitment, contentKey } = deriveKeys(dataKey, message.header.id)
    expect(commitment).toEqual(bytes(workings.commitment))
    expect(contentKey.export()).toEqual(bytes(workings.contentKey))
    const hkdf = hkdfSync('sha512', dataKey, message.header.id, 'COMMITKEY', 32)
    expect(Buffer.from(hkdf)).toEqual(commitment)
  })

  it('comes from a key item that KMS unwraps under this context and no other', async () => {
    const { item, kmsContext } = vectors.keyItem
    const asked: object[] = []
    const kms = {
      arn: kmsContext['kms-arn'] ?? '',
      generateDataKey: () => Promise.reject(new Error('nothing is made here')),
      decrypt: async (_: Uint8Array, context: object) => {
        asked.push(context)
        return bytes(vectors.branchKey.key)
      },
    }
    const stored = { ...item, enc: Buffer.from('wrapped') } as unknown as BranchKeyItem
    const read = await new KeyStore('noteseal-keys', kms).read(stored)
    expect(asked).toEqual([kmsContext])
    expect({ id: read.id, version: read.version }).toEqual({
      id: vectors.branchKey.id,
      version: vectors.branchKey.version,
    })
  })
})

describe('a frozen record', () => {
  it.each(vectors.records)('opens: $name', ({ context, value, sealed }) => {
    expect(openRecord(bytes(sealed), Object.fromEntries(context), branchKey)).toEqual(value)
  })

  it.each(vectors.refusedRecords)('is refused: $name', ({ context, sealed, reason }) => {
    const deed = () => openRecord(bytes(sealed), Object.fromEntries(context), branchKey)
    expect(reasonOf(deed)).toBe(reason)
  })
})
