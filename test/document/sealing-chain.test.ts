import { beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../shared/document/certificate.ts'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { sealingChainFaults } from '../../shared/document/sealing-chain.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { shortNote } from './sample-notes.ts'
import { issue, newTestChain, type Wanted } from './test-chain.ts'
import { newTestKey } from './test-key.ts'

const now = new Date('2026-11-26T00:00:00Z')

let chain: Awaited<ReturnType<typeof newTestChain>>
let publicKey: Uint8Array
beforeAll(async () => {
  chain = await newTestChain()
  publicKey = chain.keys.key.publicKey
})

/** The leaf made anew with something else about it, before the rest of the chain. */
const withLeaf = async (change: Partial<Wanted>) => {
  const { key, intermediate } = chain.keys
  const leaf = { subject: 'Lindenhof', issuer: 'Documents CA', key, by: intermediate, ...change }
  return (await issue(leaf)) + chain.parts.intermediatePem + chain.parts.rootPem
}
const faultsOf = (pem: string) => sealingChainFaults(pem, { now, publicKey })

describe('certificates that somebody issued', () => {
  it('are fit where all of it fits', () => {
    expect(faultsOf(chain.certificate)).toEqual([])
  })

  it('are fit without the last authority’s own, which readers have', () => {
    expect(faultsOf(chain.parts.pem + chain.parts.intermediatePem)).toEqual([])
  })

  it.each<[string, Partial<Wanted>]>([
    ['a purpose of signing documents', { purposes: ['1.3.6.1.5.5.7.3.36'] }],
    ['one purpose of several', { purposes: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4'] }],
    ['digitalSignature alone', { usage: '03020780' }],
    ['nonRepudiation alone', { usage: '03020640' }],
  ])('are fit with %s', async (_what, change) => {
    expect(faultsOf(await withLeaf(change))).toEqual([])
  })

  it.each<[string, Partial<Wanted>, string]>([
    ['that expired', { until: '2026-11-26T00:00:00Z' }, 'CN=Lindenhof: expired on 2026-11-26.'],
    [
      'that is not valid yet',
      { from: '2026-12-01T00:00:00Z' },
      'CN=Lindenhof: not valid before 2026-12-01.',
    ],
    [
      'for another usage',
      { usage: '03020520' },
      'CN=Lindenhof: its key usage is neither digitalSignature nor nonRepudiation.',
    ],
    [
      'for no usage',
      { usage: null },
      'CN=Lindenhof: its key usage is neither digitalSignature nor nonRepudiation.',
    ],
    [
      'for web servers',
      { purposes: ['1.3.6.1.5.5.7.3.1'] },
      'CN=Lindenhof: its extended key usage does not include signing documents.',
    ],
    [
      'of another key',
      { key: newTestKey() },
      'CN=Lindenhof: its key is not the document key. It must be issued for a request made by that key, and come first.',
    ],
    [
      'signed by another than its issuer',
      { by: newTestKey() },
      'CN=Lindenhof: not issued by CN=Documents CA, which comes after it.',
    ],
    [
      'of another issuer',
      { issuer: 'Somebody CA' },
      'CN=Lindenhof: not issued by CN=Documents CA, which comes after it.',
    ],
    [
      'of an authority',
      { authority: true, usage: '030206c0' },
      'CN=Lindenhof: an authority’s certificate. The sealing key’s own must come first.',
    ],
  ])('are refused where the first is one %s', async (_what, change, fault) => {
    expect(faultsOf(await withLeaf(change))).toEqual([fault])
  })

  it('are refused in another order', () => {
    const { pem, intermediatePem, rootPem } = chain.parts
    expect(faultsOf(pem + rootPem + intermediatePem)).toContain(
      'CN=Lindenhof: not issued by CN=Root, which comes after it.',
    )
    expect(faultsOf(intermediatePem + pem)).toContain(
      'CN=Lindenhof: not an authority’s certificate.',
    )
  })

  it.each(['', 'Lindenhof', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----'])(
    'are refused where they are none: %j',
    (pem) => {
      expect(faultsOf(pem)).toHaveLength(1)
    },
  )

  it('leave open whose they are, before there is a key', async () => {
    const pem = await withLeaf({ key: newTestKey() })
    expect(sealingChainFaults(pem, { now })).toEqual([])
  })
})

it('a document is sealed under all of them, and names their first as its sealer', async () => {
  const typeset = typesetProgressNote({ ...shortNote, practiceSeal: chain })
  const { faults, certificate } = await verifyPdf(await sealPdf(typeset, chain))
  expect(faults).toEqual([])
  expect(certificate?.fingerprint).toBe((await readCertificate(chain.certificate)).fingerprint)
  expect(certificate?.subjectName).toBe('CN=Lindenhof')
})
