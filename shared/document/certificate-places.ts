import { hexOf, lettersOf, sameBytes } from './bytes.ts'
import type { CertificateFields } from './certificate.ts'
import { objectIdentifier, partsOf, readDer } from './der.ts'

const LISTS = hexOf(objectIdentifier('2.5.29.31'))
const INFORMATION = hexOf(objectIdentifier('1.3.6.1.5.5.7.1.1'))
const ISSUERS = objectIdentifier('1.3.6.1.5.5.7.48.2')

/** Tags of a context: `[0]` around others, and `uniformResourceIdentifier` (RFC 5280, 4.2.1.6). */
const ZERO = 0xa0
const URI = 0x86

/**
 * Where a certificate says that its issuer's lists lie (cRLDistributionPoints, RFC 5280, 4.2.1.13):
 * those of all reasons, by the issuer itself. Attacker-controlled, as all of these.
 *
 * @throws SyntaxError where it is not readable
 */
export function listPlaces({ extensions }: CertificateFields): string[] {
  const points = extensions.get(LISTS)
  if (!points) return []
  return partsOf(readDer(points)).flatMap((point) => {
    const [name, ...rest] = partsOf(point)
    return name?.tag === ZERO && rest.length === 0 ? urisIn(partsOf(name)[0]) : []
  })
}

/**
 * Where a certificate says that its issuer's certificate lies (authorityInfoAccess, RFC 5280, 4.2.2.1).
 *
 * @throws SyntaxError where it is not readable
 */
export function issuerPlaces({ extensions }: CertificateFields): string[] {
  const information = extensions.get(INFORMATION)
  if (!information) return []
  return partsOf(readDer(information)).flatMap((access) => {
    const [method, place] = partsOf(access)
    const named = method && sameBytes(method.whole, ISSUERS) && place?.tag === URI
    return named ? [lettersOf(place.content)] : []
  })
}

/** @param names DistributionPointName: of its two kinds, whole names */
export function urisIn(names: ReturnType<typeof readDer> | undefined): string[] {
  if (names?.tag !== ZERO) return []
  return partsOf(names).flatMap(({ tag, content }) => (tag === URI ? [lettersOf(content)] : []))
}
