import { type Bytes, hexOf, joined, lettersOf, sha256 } from './bytes.ts'
import { type DerValue, partsOf, readAll, readDer } from './der.ts'
import { distinguishedName } from './distinguished-name.ts'

/** What stands in a certificate, as far as anybody here asks. */
export interface CertificateFields {
  readonly der: Bytes
  /** DER values, whole. `publicKey` is SubjectPublicKeyInfo. */
  readonly issuer: Uint8Array
  readonly serial: Uint8Array
  readonly subject: Uint8Array
  readonly publicKey: Uint8Array
  /** For reading: `CN=Lindenhof; C=US`. Attacker-controlled, but fit for a line of text. */
  readonly subjectName: string
  readonly from: Date
  readonly until: Date
  /** Contents of the extensions that there are, by the hexadecimal of their identifiers. */
  readonly extensions: ReadonlyMap<string, Uint8Array>
}

/** What a signature must name of a certificate, and what people are told of it. */
export interface Certificate extends CertificateFields {
  /** SHA-256 of the public key (SubjectPublicKeyInfo): outlives a change of certificate. */
  readonly keyFingerprint: string
  /** SHA-256 of the certificate. */
  readonly fingerprint: string
}

/** @throws SyntaxError where it is not an X.509 certificate */
export async function readCertificate(pemOrDer: string | Uint8Array): Promise<Certificate> {
  const fields = readFields(pemOrDer)
  return {
    ...fields,
    keyFingerprint: hexOf(await sha256(fields.publicKey)),
    fingerprint: hexOf(await sha256(fields.der)),
  }
}

/**
 * Reads a certificate (RFC 5280), and believes none of it.
 *
 * @throws SyntaxError where it is not an X.509 certificate
 */
export function readFields(pemOrDer: string | Uint8Array): CertificateFields {
  const der = joined(typeof pemOrDer === 'string' ? derOfPem(pemOrDer) : pemOrDer)
  const whole = readDer(der)
  if (whole.whole.length !== der.length) throw new SyntaxError('more than a certificate')
  const [tbs] = partsOf(whole)
  const fields = partsOf(tbs)
  // The version comes first, in a context of its own, and is left out of version 1.
  const [serial, , issuer, validity, subject, publicKey, ...more] =
    fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
  const [from, until] = partsOf(validity).map(dateOf)
  if (!serial || !issuer || !from || !until || !subject || !publicKey) throw notACertificate()
  return {
    der,
    issuer: issuer.whole,
    serial: serial.whole,
    subject: subject.whole,
    publicKey: publicKey.whole,
    subjectName: distinguishedName(subject),
    from,
    until,
    extensions: extensionsIn(more),
  }
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g

/**
 * The certificates of a PEM file, in its order.
 *
 * @throws SyntaxError where there is none, or one is not readable
 */
export async function readCertificates(pem: string): Promise<Certificate[]> {
  return Promise.all(pemsIn(pem).map(readCertificate))
}

/** @throws SyntaxError where there is none */
export function pemsIn(text: string): readonly string[] {
  const found = text.match(PEM) ?? []
  if (found.length === 0) throw notACertificate()
  return found
}

function derOfPem(pem: string): Bytes {
  const [, digits] = [...pem.matchAll(PEM)][0] ?? []
  if (digits === undefined) throw notACertificate()
  try {
    return Uint8Array.from(atob(digits), (letter) => letter.charCodeAt(0))
  } catch (cause) {
    throw new SyntaxError('not a certificate', { cause })
  }
}

const GENERALIZED_TIME = 0x18

/** Both of X.509's forms; years of two digits are those from 1950 to 2049 (RFC 5280, 4.1.2.5.1). */
export function dateOf({ tag, content }: DerValue): Date {
  const short = tag !== GENERALIZED_TIME
  const letters = lettersOf(content)
  const digits = short ? `${letters < '50' ? '20' : '19'}${letters}` : letters
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? []
  const [year, month, day, hour, minute, second] = parts
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(date.getTime())) throw new SyntaxError('not a date')
  return date
}

const EXTENSIONS = 0xa3

function extensionsIn(fields: readonly DerValue[]): Map<string, Uint8Array> {
  const [list] = partsOf(fields.find(({ tag }) => tag === EXTENSIONS))
  const found = partsOf(list).map((extension): [string, Uint8Array] => {
    const [id, ...rest] = readAll(extension.content)
    const value = rest.at(-1)
    if (!id || !value) throw notACertificate()
    return [hexOf(id.whole), value.content]
  })
  return new Map(found)
}

function notACertificate(): SyntaxError {
  return new SyntaxError('not a certificate')
}
