import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { commit, commitsTo, committedPart, newNonce } from '../../shared/ledger/commitment.ts'

const nonce = newNonce()
const value = { text: 'She slept through for the first time.', noteId: 'c1.n1' }

describe('a commitment', () => {
  it('is HMAC-SHA-256 of the canonical text under the nonce', () => {
    const canonicalText = '{"noteId":"c1.n1","text":"She slept through for the first time."}'
    const key = Buffer.from(nonce, 'base64')
    expect(commit(nonce, value)).toBe(createHmac('sha256', key).update(canonicalText).digest('hex'))
  })

  it('is to one value under one nonce', () => {
    const commitment = commit(nonce, value)
    expect(commitsTo(commitment, nonce, { ...value })).toBe(true)
    expect(commitsTo(commitment, nonce, { ...value, text: 'x' })).toBe(false)
    expect(commitsTo(commitment, newNonce(), value)).toBe(false)
    expect(commitsTo(commitment.replace(/.$/, 'g'), nonce, value)).toBe(false)
    expect(commitsTo('', nonce, value)).toBe(false)
  })

  it('to the same words is another each time, as the nonce is', () => {
    expect(Buffer.from(nonce, 'base64')).toHaveLength(32)
    expect(commit(newNonce(), value)).not.toBe(commit(newNonce(), value))
  })

  it.each([
    ['no bytes', ''],
    ['31 bytes', randomBytes(31).toString('base64')],
    ['33 bytes', randomBytes(33).toString('base64')],
    ['hexadecimal', randomBytes(32).toString('hex')],
    ['base64 with line ends', `${nonce}\n`],
    ['base64 for addresses', `${'_'.repeat(42)}8`],
  ])('is not made, nor confirmed, with a nonce of %s', (_what, bad) => {
    expect(() => commit(bad, value)).toThrow(RangeError)
    expect(commitsTo(commit(nonce, value), bad, value)).toBe(false)
  })
})

describe('what is committed to of a signed record', () => {
  const intent = { signer: { memberId: 'dr-baker' }, meaning: 'author', keyArn: 'arn' }
  const unsigned = { form: 'noteseal/signed-note/1', text: 'words', signature: intent }
  const signed = {
    ...unsigned,
    signature: { ...intent, commitment: 'c', value: 'v' },
    ledger: { chain: 'P#north#C#c1', seq: 7 },
    nonce,
  }

  it('is the same before it is signed, after, and in another place of the chain', () => {
    expect(committedPart(signed)).toEqual(unsigned)
    expect(committedPart(unsigned)).toEqual(unsigned)
    expect(committedPart({ ...signed, ledger: { chain: 'P#north#C#c1', seq: 8 } })).toEqual(
      unsigned,
    )
  })

  it('is all else', () => {
    const { text: _, ...less } = signed
    const part = committedPart(signed)
    expect(committedPart(less)).not.toEqual(part)
    expect(committedPart({ ...signed, form: 'noteseal/addendum/1' })).not.toEqual(part)
    const meant = { ...signed, signature: { ...signed.signature, meaning: 'co-signature' } }
    expect(committedPart(meant)).not.toEqual(part)
  })

  it('leaves a record without a signature whole, but for its nonce', () => {
    expect(committedPart({ nonce, text: 'words' })).toEqual({ text: 'words' })
  })
})
