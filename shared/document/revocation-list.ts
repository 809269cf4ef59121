import { type Bytes, hexOf, joined, sameBytes } from './bytes.ts'
import { type Certificate, type CertificateFields, dateOf } from './certificate.ts'
import { signedParts } from './certificate-path.ts'
import { listPlaces, urisIn } from './certificate-places.ts'
import { allows, isAuthority, USAGE } from './certificate-usage.ts'
import { type DerValue, integer, objectIdentifier, partsOf, readAll, readDer, yes } from './der.ts'
import { distinguishedName } from './distinguished-name.ts'
import { foreignSignatureHolds } from './foreign-signature.ts'

/** Which certificates an authority took back: a CRL (RFC 5280, 5). */
export interface RevocationList {
  readonly der: Bytes
  /** Name, whole. */
  readonly issuer: Uint8Array
  /** For reading, as a certificate's. */
  readonly issuerName: string
  /** thisUpdate: what it says, it says of this moment. */
  readonly from: Date
  /** nextUpdate: from then on there is a newer one. */
  readonly until: Date
  /** Hexadecimal of serial numbers, whole. */
  readonly revoked: ReadonlySet<string>
  readonly scope: Scope
}

/** Of which certificates it speaks (issuingDistributionPoint, RFC 5280, 5.2.5); of all, where empty. */
interface Scope {
  readonly kind?: 'authorities' | 'others'
  /** Of those that name one of these places. */
  readonly places?: readonly string[]
}

const TAG = { utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, extensions: 0xa0 } as const

/**
 * Reads a list, and believes none of it. One that is not whole by itself is not read: a delta, one of
 * some reasons, one that speaks of other issuers' certificates, or with a critical extension that is
 * none of those known here.
 *
 * @param bytes attacker-controlled
 * @throws SyntaxError where it is none of these, or not in the one encoding that it has
 */
export function readRevocationList(bytes: Uint8Array): RevocationList {
  const der = joined(bytes)
  const parts = signedParts(der)
  if (!parts) throw notAList()
  const [version, algorithm, issuer, from, until, ...more] = partsOf(readDer(parts.message))
  if (!version || !algorithm || !issuer || !from || !until) throw notAList()
  // Version 2, and the algorithm stands in what is signed, too.
  if (!sameBytes(version.whole, integer(1)) || !sameBytes(algorithm.whole, parts.algorithm))
    throw notAList()
  const entries = more[0]?.tag === TAG.sequence ? more.shift() : undefined
  const extensions = more[0]?.tag === TAG.extensions ? more.shift() : undefined
  const [listed, ...others] = partsOf(extensions)
  if (more.length > 0 || others.length > 0) throw notAList()
  return {
    der,
    issuer: issuer.whole,
    issuerName: distinguishedName(issuer),
    from: timeOf(from),
    until: timeOf(until),
    revoked: new Set(partsOf(entries).map(serialOf)),
    scope: scopeOf(partsOf(listed)),
  }
}

/** Whether a list speaks of a certificate at a moment, and its issuer says so. */
export async function speaksOf(
  list: RevocationList,
  certificate: Certificate,
  { issuer, at }: { readonly issuer: Certificate; readonly at: Date },
): Promise<boolean> {
  if (!sameBytes(list.issuer, certificate.issuer) || !sameBytes(list.issuer, issuer.subject))
    return false
  if (at < list.from || at >= list.until || !isInScope(list.scope, certificate)) return false
  const parts = signedParts(list.der)
  if (!parts || !allows(issuer, USAGE.signLists)) return false
  return foreignSignatureHolds({ publicKey: issuer.publicKey, ...parts })
}

export const isRevokedBy = (list: RevocationList, { serial }: CertificateFields): boolean =>
  list.revoked.has(hexOf(serial))

function isInScope({ kind, places }: Scope, certificate: Certificate): boolean {
  if (kind && (kind === 'authorities') !== isAuthority(certificate)) return false
  return !places || listPlaces(certificate).some((place) => places.includes(place))
}

/** RFC 5280 has no other reason for a critical one than to speak of another issuer's certificate. */
function serialOf(entry: DerValue): string {
  const [serial, at, extensions, ...others] = partsOf(entry)
  if (!serial || !at || others.length > 0) throw notAList()
  timeOf(at)
  if (
    partsOf(extensions)
      .map(extensionOf)
      .some(({ critical }) => critical)
  )
    throw new SyntaxError('an entry of another kind')
  return hexOf(serial.whole)
}

const ISSUING_POINT = hexOf(objectIdentifier('2.5.29.28'))
const DELTA = hexOf(objectIdentifier('2.5.29.27'))

function scopeOf(extensions: readonly DerValue[]): Scope {
  const all = extensions.map(extensionOf)
  if (new Set(all.map(({ id }) => id)).size < all.length) throw notAList()
  if (all.some(({ id, critical }) => id === DELTA || (critical && id !== ISSUING_POINT)))
    throw new SyntaxError('a list of another kind')
  const point = all.find(({ id }) => id === ISSUING_POINT)
  return point ? pointOf(readDer(point.value)) : {}
}

/** In contexts of IssuingDistributionPoint: the rest speaks of some reasons, or of others' certificates. */
const POINT = { name: 0xa0, others: 0x81, authorities: 0x82 } as const

function pointOf(point: DerValue): Scope {
  const parts = partsOf(point)
  const known: readonly number[] = Object.values(POINT)
  if (parts.some(({ tag }) => !known.includes(tag))) throw new SyntaxError('a list of another kind')
  const has = (wanted: number) => parts.some(({ tag }) => tag === wanted)
  if (has(POINT.others) && has(POINT.authorities)) throw notAList()
  const name = parts.find(({ tag }) => tag === POINT.name)
  return {
    ...(has(POINT.others) && { kind: 'others' as const }),
    ...(has(POINT.authorities) && { kind: 'authorities' as const }),
    ...(name && { places: urisIn(partsOf(name)[0]) }),
  }
}

function extensionOf(extension: DerValue) {
  const [id, ...rest] = readAll(extension.content)
  const value = rest.at(-1)
  const critical = rest.length === 2
  if (!id || !value || rest.length > 2) throw notAList()
  if (critical && !sameBytes(rest[0]?.whole ?? id.whole, yes())) throw notAList()
  return { id: hexOf(id.whole), critical, value: value.content }
}

function timeOf(value: DerValue): Date {
  if (value.tag !== TAG.utcTime && value.tag !== TAG.generalizedTime) throw notAList()
  return dateOf(value)
}

function notAList(): SyntaxError {
  return new SyntaxError('not a revocation list')
}
