import { sha256 } from './bytes.ts'
import type { SignDigest } from './cms.ts'
import {
  bitString,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  tagged,
  utf8String,
  yes,
} from './der.ts'

export interface CertificateSubject {
  /** At most 64 characters each, as X.520 allows. */
  readonly commonName: string
  readonly organization?: string | undefined
  /** Two letters, as ISO 3166 has them. */
  readonly country?: string | undefined
}

const SHA_256_WITH_RSA = () => sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing())

/** Digital signature and non-repudiation. */
const USAGE = Uint8Array.of(0x03, 0x02, 0x06, 0xc0)

/**
 * A request for a certificate of the document key (PKCS #10, RFC 2986), for an authority of the
 * practice's choice: signed by that key, which shows that whoever asks holds it, and asking for the
 * usage that seals need.
 *
 * @returns PEM
 */
export async function certificateRequest(
  subject: CertificateSubject,
  publicKey: Uint8Array,
  sign: SignDigest,
): Promise<string> {
  const info = sequence(integer(0), nameOf(subject), publicKey, tagged(0, wantedExtensions()))
  const signature = await sign(await sha256(info))
  return pemOf(sequence(info, SHA_256_WITH_RSA(), bitString(signature)))
}

function nameOf({ commonName, organization, country }: CertificateSubject): Uint8Array {
  const part = (kind: string, value: Uint8Array) => setOf(sequence(objectIdentifier(kind), value))
  return sequence(
    ...(country === undefined ? [] : [part('2.5.4.6', printableString(country))]),
    ...(organization === undefined ? [] : [part('2.5.4.10', utf8String(organization))]),
    part('2.5.4.3', utf8String(commonName)),
  )
}

function wantedExtensions(): Uint8Array {
  const usage = sequence(objectIdentifier('2.5.29.15'), yes(), octetString(USAGE))
  return sequence(objectIdentifier('1.2.840.113549.1.9.14'), setOf(sequence(usage)))
}

function pemOf(der: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`
}
