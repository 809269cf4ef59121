import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../shared/ledger/canonical.ts'
import { ChainExport } from '../../shared/ledger/chain-export.ts'
import { commit } from '../../shared/ledger/commitment.ts'
import { hashOf } from '../../shared/ledger/event.ts'
import { statementOf, statementText, verifyStatement } from '../../shared/ledger/statement.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import type { LedgerVectors } from './vectors.ts'

const file = new URL('../vectors/ledger/chains.json', import.meta.url)
const vectors: LedgerVectors = JSON.parse(readFileSync(file, 'utf8'))
const publicKeys = new Map(
  Object.entries(vectors.publicKeys).map(([arn, spki]) => [arn, Buffer.from(spki, 'base64')]),
)

describe('a frozen vector', () => {
  it.each(vectors.canonical)('is written canonically: $name', ({ value, text }) => {
    expect(canonical(value)).toBe(text)
  })

  it('is committed to', () => {
    const { nonce, value, commitment } = vectors.commitment
    expect(commit(nonce, value)).toBe(commitment)
  })

  it('is hashed', () => {
    const { event, text, hash } = vectors.event
    expect(canonical(event)).toBe(text)
    expect(hashOf(event)).toBe(hash)
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash)
  })

  it('is a statement, and signed', () => {
    const { statement, text, signature } = vectors.statement
    expect(statementText(statement)).toBe(text)
    expect(statementOf(vectors.event.event)).toEqual(statement)
    const [spki] = publicKeys.values()
    if (!spki) throw new Error('no key')
    expect(verifyStatement(statement, Buffer.from(signature, 'base64'), spki)).toBe(true)
  })
})

describe('a frozen chain', () => {
  it('is whole, with its records opened', () => {
    const { chain, head, events } = ChainExport.parse(vectors.whole)
    const commitments = vectors.opened
    expect(verifyChain(events, { chain, head, publicKeys, commitments })).toEqual([])
  })

  it.each(vectors.broken)(
    'is broken: $name',
    ({ head, earlierHeads = [], events, opened = [], breaks }) => {
      const { chain } = vectors.whole
      const known = { chain, head, earlierHeads, publicKeys, commitments: opened }
      expect(breaks.length).toBeGreaterThan(0)
      expect(verifyChain(events, known)).toEqual(breaks)
    },
  )
})
