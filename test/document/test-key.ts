import { constants, createHash, generateKeyPairSync, privateEncrypt } from 'node:crypto'
import { readCertificate } from '../../shared/document/certificate.ts'
import { selfSignedCertificate } from '../../shared/document/self-signed-certificate.ts'

const DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** An RSA key that signs digests as KMS does. */
export function newTestKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 })
  return {
    privateKey,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    sign: async (digest: Uint8Array): Promise<Uint8Array> =>
      privateEncrypt(
        { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
        Buffer.concat([DIGEST_INFO, digest]),
      ),
  }
}

/** A key with its certificate. */
export async function newTestSealer(commonName = 'Lindenhof Behavioral Health, PLLC') {
  const key = newTestKey()
  const certificate = await selfSignedCertificate(
    {
      publicKey: key.publicKey,
      commonName,
      from: new Date('2026-01-01T00:00:00Z'),
      years: 10,
      generation: '1',
    },
    key.sign,
  )
  const { keyFingerprint: fingerprint } = await readCertificate(certificate)
  return { certificate, sign: key.sign, fingerprint }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
