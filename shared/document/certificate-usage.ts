import { hexOf } from './bytes.ts'
import type { CertificateFields } from './certificate.ts'
import { objectIdentifier, partsOf, readDer } from './der.ts'

const id = (dotted: string) => hexOf(objectIdentifier(dotted))
const KEY_USAGE = id('2.5.29.15')
const BASIC_CONSTRAINTS = id('2.5.29.19')

/** In the first byte of keyUsage's bits (RFC 5280, 4.2.1.3). */
export const USAGE = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  signCertificates: 0x04,
  signLists: 0x02,
} as const

const BOOLEAN = 0x01

/** `cA` is false where it is left out. */
export function isAuthority({ extensions }: CertificateFields): boolean {
  const constraints = extensions.get(BASIC_CONSTRAINTS)
  return constraints !== undefined && partsOf(readDer(constraints))[0]?.tag === BOOLEAN
}

/** @returns undefined where a certificate does not say, and so forbids nothing */
export function usageOf({ extensions }: CertificateFields): number | undefined {
  const bits = extensions.get(KEY_USAGE)
  // A bit string begins with how many of its last bits do not count.
  return bits && (readDer(bits).content[1] ?? 0)
}

/** Whether it does not forbid what one of these bits allows. */
export function allows(certificate: CertificateFields, usage: number): boolean {
  const bits = usageOf(certificate)
  return bits === undefined || (bits & usage) !== 0
}

/** Whether other certificates may be issued under it. */
export const mayIssue = (certificate: CertificateFields): boolean =>
  isAuthority(certificate) && allows(certificate, USAGE.signCertificates)
