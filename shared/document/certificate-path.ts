import { sameBytes } from './bytes.ts'
import type { Certificate } from './certificate.ts'
import { bitString, partsOf, readDer, sequence } from './der.ts'
import { foreignSignatureHolds } from './foreign-signature.ts'

/**
 * From a certificate, each by the key of the next, to one that is signed by itself.
 *
 * @param among in no order, attacker-controlled
 * @returns undefined where they do not lead there
 */
export async function pathFrom(
  certificate: Certificate,
  among: Iterable<Certificate>,
): Promise<Certificate[] | undefined> {
  const left = new Set(among)
  const climb = async (last: Certificate): Promise<Certificate[] | undefined> => {
    left.delete(last)
    if (await issued(last, last)) return [last]
    // Of an issuer there may be several certificates, and not each leads on.
    for (const each of left) {
      const rest = (await issued(last, each)) && (await climb(each))
      if (rest) return [last, ...rest]
    }
    return undefined
  }
  return climb(certificate)
}

/** Whether a certificate names and is signed by another, and nothing stands in it beside that. */
export async function issued({ der, issuer }: Certificate, by: Certificate): Promise<boolean> {
  if (!sameBytes(issuer, by.subject)) return false
  const parts = signedParts(der)
  // The algorithm stands in what is signed, too.
  if (
    !parts ||
    !partsOf(readDer(parts.message)).some(({ whole }) => sameBytes(whole, parts.algorithm))
  )
    return false
  return foreignSignatureHolds({ publicKey: by.publicKey, ...parts })
}

/** What X.509 signs, how, and the signature: of a certificate or a list that holds nothing else. */
export function signedParts(der: Uint8Array) {
  const [tbs, algorithm, signature] = partsOf(readDer(der))
  if (!tbs || !algorithm || !signature) return undefined
  const value = signature.content.subarray(1)
  const parts = { message: tbs.whole, algorithm: algorithm.whole, signature: value }
  const written = sequence(parts.message, parts.algorithm, bitString(value))
  return sameBytes(written, der) ? parts : undefined
}
