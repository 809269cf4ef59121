import { createHash } from 'node:crypto'
import {
  bitString,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  readAll,
  readDer,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
  yes,
} from './der.ts'

export interface WantedCertificate {
  /** SubjectPublicKeyInfo of an RSA key. */
  readonly publicKey: Uint8Array
  /** Who seals: a practice's name. At most 64 characters. */
  readonly commonName: string
  readonly from: Date
  readonly years: number
  /** Part of the serial number: another generation is another certificate. */
  readonly generation: string
}

/**
 * A certificate of a practice's document key, signed by that key itself (RSA PKCS#1 v1.5 over
 * SHA-256). Serial number and dates are given, and that signature scheme has no randomness: the
 * same input makes the same bytes, so a deploy that is tried again agrees with itself.
 *
 * @param sign answers the signature of a SHA-256 digest
 * @returns PEM
 */
export async function selfSignedCertificate(
  wanted: WantedCertificate,
  sign: (digest: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const until = new Date(wanted.from)
  until.setUTCFullYear(until.getUTCFullYear() + wanted.years)
  const name = distinguishedName(wanted)
  const tbs = sequence(
    tagged(0, integer(2)),
    integer(serialNumber(wanted)),
    sha256WithRsa(),
    name,
    sequence(time(wanted.from), time(until)),
    name,
    wanted.publicKey,
    tagged(3, extensions(wanted.publicKey)),
  )
  const der = sequence(tbs, sha256WithRsa(), bitString(await sign(sha256(tbs))))
  return pem(der)
}

const DIGITAL_SIGNATURE_AND_NON_REPUDIATION = Buffer.from('030206c0', 'hex')

/** An end entity that signs documents and nothing else (RFC 5280, 4.2; RFC 9336). */
function extensions(publicKey: Uint8Array): Uint8Array {
  const [, key] = readAll(readDer(publicKey).content)
  if (!key) throw new SyntaxError('not a public key')
  const keyId = createHash('sha1').update(key.content.subarray(1)).digest()
  return sequence(
    extension('2.5.29.19', sequence(), 'critical'),
    extension('2.5.29.15', DIGITAL_SIGNATURE_AND_NON_REPUDIATION, 'critical'),
    extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.36'))),
    extension('2.5.29.14', octetString(keyId)),
  )
}

function extension(id: string, value: Uint8Array, critical?: 'critical'): Uint8Array {
  return sequence(objectIdentifier(id), ...(critical ? [yes()] : []), octetString(value))
}

function distinguishedName({ commonName }: WantedCertificate): Uint8Array {
  return sequence(setOf(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))))
}

/** 16 bytes, positive, and not led by zeros (RFC 5280, 4.1.2.2). */
function serialNumber({ publicKey, generation }: WantedCertificate): Buffer {
  const serial = createHash('sha256').update(publicKey).update(generation).digest().subarray(0, 16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return serial
}

function sha256WithRsa(): Uint8Array {
  return sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing())
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
