import { X509Certificate } from 'node:crypto'
import { hexOf, sameBytes } from './bytes.ts'
import { type CertificateFields, pemsIn, readFields } from './certificate.ts'
import { isAuthority, mayIssue, USAGE, usageOf } from './certificate-usage.ts'
import { objectIdentifier, partsOf, readDer } from './der.ts'

const id = (dotted: string) => hexOf(objectIdentifier(dotted))
const PURPOSES = id('2.5.29.37')

/** Any one allows sealing documents, where a certificate names purposes at all. */
const DOCUMENTS = [
  '1.3.6.1.5.5.7.3.36', // document signing (RFC 9336)
  '1.2.840.113583.1.1.5', // Adobe’s
  '1.3.6.1.4.1.311.10.3.12', // Microsoft’s
  '1.3.6.1.5.5.7.3.4', // e-mail protection, which authorities used before there was one
  '2.5.29.37.0', // any
].map(id)

export interface SealingChainCheck {
  readonly now: Date
  /** SubjectPublicKeyInfo of the key that seals; where absent, whose the certificate is stays open. */
  readonly publicKey?: Uint8Array
}

/**
 * What speaks against sealing documents under certificates that somebody issued: the sealing key's
 * first, after each the one that issued it. Whether anybody trusts the last one is for readers.
 *
 * @returns sentences for whoever deploys; none where all is well
 */
export function sealingChainFaults(pem: string, { now, publicKey }: SealingChainCheck): string[] {
  const chain = read(pem)
  if (typeof chain === 'string') return [chain]
  return chain.flatMap((certificate, place) => [
    ...dateFaults(certificate, now),
    ...(place === 0 ? leafFaults(certificate, publicKey) : issuerFaults(certificate)),
    ...orderFaults(certificate, chain[place + 1]),
  ])
}

function read(pem: string): CertificateFields[] | string {
  try {
    const chain = pemsIn(pem).map(readFields)
    for (const { der } of chain) new X509Certificate(der)
    return chain
  } catch {
    return 'It holds something that is not a PEM certificate, or none at all.'
  }
}

function dateFaults({ subjectName, from, until }: CertificateFields, now: Date): string[] {
  if (now < from) return [`${subjectName}: not valid before ${day(from)}.`]
  return now >= until ? [`${subjectName}: expired on ${day(until)}.`] : []
}

function leafFaults(certificate: CertificateFields, publicKey: Uint8Array | undefined): string[] {
  const { subjectName } = certificate
  const faults: string[] = []
  if (publicKey && !sameBytes(certificate.publicKey, publicKey))
    faults.push(
      `${subjectName}: its key is not the document key. It must be issued for a request made by that key, and come first.`,
    )
  if (isAuthority(certificate))
    faults.push(
      `${subjectName}: an authority’s certificate. The sealing key’s own must come first.`,
    )
  const usage = usageOf(certificate)
  if (usage === undefined || !(usage & (USAGE.digitalSignature | USAGE.nonRepudiation)))
    faults.push(`${subjectName}: its key usage is neither digitalSignature nor nonRepudiation.`)
  const purposes = purposesOf(certificate)
  if (purposes && !purposes.some((purpose) => DOCUMENTS.includes(purpose)))
    faults.push(`${subjectName}: its extended key usage does not include signing documents.`)
  return faults
}

function issuerFaults(certificate: CertificateFields): string[] {
  return mayIssue(certificate)
    ? []
    : [`${certificate.subjectName}: not an authority’s certificate.`]
}

function orderFaults(certificate: CertificateFields, next: CertificateFields | undefined) {
  if (!next) return []
  const [issued, issuer] = [certificate, next].map(({ der }) => new X509Certificate(der))
  const follows =
    issued &&
    issuer &&
    sameBytes(certificate.issuer, next.subject) &&
    issued.verify(issuer.publicKey)
  return follows
    ? []
    : [`${certificate.subjectName}: not issued by ${next.subjectName}, which comes after it.`]
}

function purposesOf({ extensions }: CertificateFields): string[] | undefined {
  const list = extensions.get(PURPOSES)
  return list && partsOf(readDer(list)).map(({ whole }) => hexOf(whole))
}

const day = (date: Date) => date.toISOString().slice(0, 10)
