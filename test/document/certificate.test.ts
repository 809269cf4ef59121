import { createPublicKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hexOf } from '../../shared/document/bytes.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import { selfSignedCertificate } from '../../shared/document/self-signed-certificate.ts'
import { newTestKey, sha256 } from './test-key.ts'

const key = newTestKey()
const wanted = {
  publicKey: key.publicKey,
  commonName: 'Łindenhof, “PLLC”',
  from: new Date('2026-01-01T00:00:00Z'),
  years: 30,
  generation: '1',
}

describe('a self-signed certificate', () => {
  it('verifies with its own key', async () => {
    const certificate = new X509Certificate(await selfSignedCertificate(wanted, key.sign))
    const publicKey = createPublicKey({ key: key.publicKey, format: 'der', type: 'spki' })
    expect(certificate.verify(publicKey)).toBe(true)
    expect(certificate.subject).toBe('CN=Łindenhof\\, “PLLC”')
    expect(certificate.issuer).toBe(certificate.subject)
    expect(certificate.ca).toBe(false)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.36'])
  })

  it('lasts as long as was asked, also past 2049', async () => {
    const certificate = new X509Certificate(await selfSignedCertificate(wanted, key.sign))
    expect(new Date(certificate.validFrom)).toEqual(wanted.from)
    expect(new Date(certificate.validTo)).toEqual(new Date('2056-01-01T00:00:00Z'))
  })

  it('is the same bytes for the same input, and others for another generation', async () => {
    const pem = await selfSignedCertificate(wanted, key.sign)
    expect(await selfSignedCertificate(wanted, key.sign)).toBe(pem)
    const next = await selfSignedCertificate({ ...wanted, generation: '2' }, key.sign)
    expect(new X509Certificate(next).serialNumber).not.toBe(new X509Certificate(pem).serialNumber)
    const { keyFingerprint } = await readCertificate(pem)
    expect((await readCertificate(next)).keyFingerprint).toBe(keyFingerprint)
  })

  it('fits into an answer to CloudFormation', async () => {
    expect((await selfSignedCertificate(wanted, key.sign)).length).toBeLessThan(3_000)
  })
})

describe('readCertificate', () => {
  it('finds what a signature must name', async () => {
    const pem = await selfSignedCertificate(wanted, key.sign)
    const certificate = await readCertificate(pem)
    const x509 = new X509Certificate(pem)
    expect(hexOf(certificate.serial.subarray(2)).toUpperCase()).toBe(x509.serialNumber)
    expect(certificate.fingerprint).toBe(x509.fingerprint256.replaceAll(':', '').toLowerCase())
    expect(certificate.keyFingerprint).toBe(sha256(key.publicKey))
  })

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'refuses what is none: %j',
    async (text) => {
      await expect(readCertificate(text)).rejects.toThrow(SyntaxError)
    },
  )
})
