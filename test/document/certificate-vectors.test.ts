import { describe, expect, it } from 'vitest'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import { readCertificateVectors } from './certificate-vectors.ts'
import { sha256 } from './test-key.ts'

describe('the frozen certificates of destruction', () => {
  it.each(readCertificateVectors())('make today what they made then: $name', (vector) => {
    const { pdf, manifest } = typesetCertificate(vector)
    expect(sha256(pdf)).toBe(vector.typeset)
    expect(manifest.sources).toEqual([
      {
        form: 'noteseal/certificate/1',
        clientId: vector.certificate.clientId,
        part: vector.certificate.part,
        sha256: vector.certified,
      },
      {
        form: 'noteseal/chain/1',
        ledger: {
          chain: `P#${vector.certificate.practice.practiceId}#C#${vector.certificate.clientId}`,
          ...vector.certificate.chainHead,
        },
      },
    ])
  })

  it('show chains that are whole up to the head that is certified', () => {
    const chains = readCertificateVectors().filter(({ events }) => events.length > 0)
    expect(chains).toHaveLength(2)
    for (const { events, certificate } of chains)
      expect(verifyChain(events, { head: certificate.chainHead })).toEqual([])
  })
})
