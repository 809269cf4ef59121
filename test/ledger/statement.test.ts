import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  type Statement,
  statementDigest,
  statementOf,
  statementText,
  verifyStatement,
} from '../../shared/ledger/statement.ts'
import { chainOf, signText, spki } from './chains.ts'

const statement: Statement = {
  commitment: 'a'.repeat(64),
  noteId: 'c1.n1',
  signerId: 'dr-baker',
  meaning: 'author',
  statementVersion: '2026-01',
  signedAt: '2026-03-08T09:30:00.000Z',
}
const signature = signText(statementText(statement))

describe('the statement that KMS signs', () => {
  it('is one text that says what it is', () => {
    expect(statementText(statement)).toBe(
      `{"commitment":"${'a'.repeat(64)}","form":"noteseal/statement/1","meaning":"author",` +
        '"noteId":"c1.n1","signedAt":"2026-03-08T09:30:00.000Z","signerId":"dr-baker",' +
        '"statementVersion":"2026-01"}',
    )
  })

  it('goes to KMS as its SHA-256', () => {
    const hash = createHash('sha256').update(statementText(statement)).digest()
    expect(statementDigest(statement)).toEqual(hash)
  })

  it('verifies by the public key alone', () => {
    expect(verifyStatement(statement, signature, spki)).toBe(true)
  })

  it('can be put together again from the event that records it', () => {
    const events = chainOf(1).events
    const signed = events.find(({ type }) => type === 'note_signed')
    const unsigned = events.find(({ type }) => type === 'note_opened')
    if (!signed?.signature || !unsigned) throw new Error('no such events')
    const told = statementOf(signed)
    if (!told) throw new Error('no statement')
    expect(told).toMatchObject({ commitment: signed.commitment, signedAt: signed.at })
    const value = Buffer.from(signed.signature.value, 'base64')
    expect(verifyStatement(told, value, spki)).toBe(true)
    expect(statementOf(unsigned)).toBeUndefined()
  })

  it('does not depend on where in the chain it stands', () => {
    const [, , signed] = chainOf(1).events
    if (!signed) throw new Error('no such event')
    expect(statementOf({ ...signed, seq: 9, previous: 'f'.repeat(64) })).toEqual(
      statementOf(signed),
    )
  })
})

describe('a signature is not good for', () => {
  it.each<[string, Partial<Statement>]>([
    ['another content', { commitment: 'b'.repeat(64) }],
    ['another note', { noteId: 'c1.n2' }],
    ['another signer', { signerId: 'dr-lee' }],
    ['another meaning', { meaning: 'co-signature' }],
    ['other words', { statementVersion: '2026-02' }],
    ['another time', { signedAt: '2026-03-08T09:30:00.001Z' }],
  ])('%s', (_what, change) => {
    expect(verifyStatement({ ...statement, ...change }, signature, spki)).toBe(false)
  })

  it('another key', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    const der = other.export({ format: 'der', type: 'spki' })
    expect(verifyStatement(statement, signature, der)).toBe(false)
  })

  it.each(['P-384', 'secp256k1'])('a key on %s, though it signed the statement', (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const value = sign('sha256', Buffer.from(statementText(statement)), privateKey)
    const der = publicKey.export({ format: 'der', type: 'spki' })
    expect(verifyStatement(statement, value, der)).toBe(false)
  })

  it.each([
    ['no signature', Buffer.alloc(0), spki],
    ['a signature cut short', signature.subarray(0, -1), spki],
    ['a signature with a byte more', Buffer.concat([signature, Buffer.of(0)]), spki],
    ['no key', signature, Buffer.alloc(0)],
    ['a key cut short', signature, spki.subarray(0, -1)],
  ])('%s', (_what, value, key) => {
    expect(verifyStatement(statement, value, key)).toBe(false)
  })
})
