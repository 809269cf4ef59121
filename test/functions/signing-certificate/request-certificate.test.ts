import { webcrypto } from 'node:crypto'
import { CertificationRequest, CryptoEngine, setEngine } from 'pkijs'
import { beforeAll, describe, expect, it } from 'vitest'
import { requestCertificate } from '../../../functions/signing-certificate/request-certificate.ts'
import { newTestKey, sha256 } from '../../document/test-key.ts'

const testKey = newTestKey()
let signed = 0
const key = {
  publicKey: async () => new Uint8Array(testKey.publicKey),
  sign: (digest: Uint8Array) => {
    signed++
    return testKey.sign(digest)
  },
}
const subject = { commonName: 'Łindenhof', organization: 'Lindenhof, PLLC', country: 'US' }

beforeAll(() => {
  setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as Crypto }))
})

describe('a certificate request', () => {
  it('is signed by the document key, and names who asks and for which usage', async () => {
    const { request, keyFingerprint } = await requestCertificate(
      { certificateRequest: subject },
      key,
    )
    const der = Uint8Array.from(Buffer.from(request.replaceAll(/-----.*-----|\n/g, ''), 'base64'))
    const read = CertificationRequest.fromBER(der)
    expect(await read.verify()).toBe(true)
    expect(read.subject.typesAndValues.map(({ value }) => value.valueBlock.value)).toEqual([
      'US',
      'Lindenhof, PLLC',
      'Łindenhof',
    ])
    expect(read.attributes?.map(({ type }) => type)).toEqual(['1.2.840.113549.1.9.14'])
    expect(keyFingerprint).toBe(sha256(testKey.publicKey))
  })

  it.each([
    {},
    { certificateRequest: {} },
    { certificateRequest: { ...subject, commonName: ' ' } },
    { certificateRequest: { ...subject, commonName: 'x'.repeat(65) } },
    { certificateRequest: { ...subject, country: 'usa' } },
    { certificateRequest: { ...subject, admin: true } },
  ])('is refused for %j, and nothing is signed', async (wish) => {
    const before = signed
    await expect(requestCertificate(wish, key)).rejects.toThrow()
    expect(signed).toBe(before)
  })
})
