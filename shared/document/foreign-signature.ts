import { type Bytes, compareBytes, hexOf, joined, sameBytes } from './bytes.ts'
import { integer, nothing, objectIdentifier, partsOf, readDer, sequence } from './der.ts'

/**
 * Signatures that others made, with the algorithms that certificates and time-stamps have today. Of
 * our own there is one kind only.
 */
interface SignatureAlgorithm {
  readonly name: 'RSASSA-PKCS1-v1_5' | 'ECDSA'
  /** Undefined where the signature's algorithm leaves it to its context. */
  readonly hash: HashName | undefined
}

export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512'

const HASHES: readonly (readonly [string, HashName])[] = [
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]

/** By the whole encoding of AlgorithmIdentifier: with the parameters that RFC 5754 allows. */
const HASH_ALGORITHMS = new Map(
  HASHES.flatMap(([id, hash]) => [
    [hexOf(sequence(objectIdentifier(id))), hash],
    [hexOf(sequence(objectIdentifier(id), nothing())), hash],
  ]),
)

const RSA = 'RSASSA-PKCS1-v1_5'
const RSA_ENCRYPTION = sequence(objectIdentifier('1.2.840.113549.1.1.1'), nothing())

const SIGNATURE_ALGORITHMS = new Map<string, SignatureAlgorithm>([
  [hexOf(RSA_ENCRYPTION), { name: RSA, hash: undefined }],
  ...HASHES.flatMap(([, hash], i): [string, SignatureAlgorithm][] => {
    const rsa = objectIdentifier(`1.2.840.113549.1.1.${11 + i}`)
    const ecdsa = objectIdentifier(`1.2.840.10045.4.3.${2 + i}`)
    return [
      // Without parameters it is to be accepted, too (RFC 4055, 5).
      [hexOf(sequence(rsa, nothing())), { name: RSA, hash }],
      [hexOf(sequence(rsa)), { name: RSA, hash }],
      [hexOf(sequence(ecdsa)), { name: 'ECDSA', hash }],
    ]
  }),
])

/**
 * The one encoding of each that is put into a document, of the several that say the same.
 *
 * @throws SyntaxError where they are none of ours
 */
export function canonicalAlgorithms(digest: Uint8Array, signature: Uint8Array) {
  const id = HASHES.find(([, hash]) => hash === hashOf(digest))?.[0]
  const algorithm = SIGNATURE_ALGORITHMS.get(hexOf(signature))
  if (!id || !algorithm) throw new SyntaxError('an unknown algorithm')
  if (algorithm.hash && algorithm.hash !== hashOf(digest)) throw new SyntaxError('two hashes')
  return {
    digest: sequence(objectIdentifier(id), nothing()),
    signature: algorithm.name === RSA ? RSA_ENCRYPTION : signature,
  }
}

/** @param algorithm AlgorithmIdentifier, whole */
export const hashOf = (algorithm: Uint8Array): HashName | undefined =>
  HASH_ALGORITHMS.get(hexOf(algorithm))

export async function digestOf(hash: HashName | 'SHA-1', bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(hash, joined(bytes)))
}

export interface ForeignSignature {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** AlgorithmIdentifier, whole. */
  readonly algorithm: Uint8Array
  /** What the algorithm's own hash must be, where its context says. */
  readonly hash?: HashName
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Whether it is valid, in the one form that its algorithm has. Everything is attacker-controlled. */
export async function foreignSignatureHolds(asked: ForeignSignature): Promise<boolean> {
  const algorithm = SIGNATURE_ALGORITHMS.get(hexOf(asked.algorithm))
  const hash = algorithm?.hash ?? asked.hash
  if (!algorithm || !hash || (asked.hash && asked.hash !== hash)) return false
  const curve = algorithm.name === 'ECDSA' ? curveOf(asked.publicKey) : undefined
  if (algorithm.name === 'ECDSA' && !curve) return false
  try {
    const signature = curve ? plainSignature(asked.signature, curve.bytes) : joined(asked.signature)
    if (!signature) return false
    const scheme = { name: algorithm.name, hash, ...(curve && { namedCurve: curve.name }) }
    const key = await crypto.subtle.importKey('spki', joined(asked.publicKey), scheme, false, [
      'verify',
    ])
    return await crypto.subtle.verify(scheme, key, signature, joined(asked.message))
  } catch {
    // Not a key of that kind, or not a signature: whoever made it chose what stands there.
    return false
  }
}

const CURVES = [
  { id: '1.2.840.10045.3.1.7', name: 'P-256', bytes: 32 },
  { id: '1.3.132.0.34', name: 'P-384', bytes: 48 },
  { id: '1.3.132.0.35', name: 'P-521', bytes: 66 },
].map((curve) => ({ ...curve, id: objectIdentifier(curve.id) }))

function curveOf(publicKey: Uint8Array) {
  const [algorithm] = partsOf(readDer(publicKey))
  const [, curve] = partsOf(algorithm)
  return curve && CURVES.find(({ id }) => sameBytes(id, curve.whole))
}

/** The two numbers side by side, as WebCrypto takes them, out of DER written the one way it can be. */
function plainSignature(der: Uint8Array, length: number): Bytes | undefined {
  const numbers = partsOf(readDer(der)).map(({ content }) =>
    content[0] === 0 ? content.subarray(1) : content,
  )
  const [r, s] = numbers
  if (!r || !s || r.length > length || s.length > length) return undefined
  if (compareBytes(sequence(integer(r), integer(s)), der) !== 0) return undefined
  const padded = (number: Uint8Array) => joined(new Uint8Array(length - number.length), number)
  return joined(padded(r), padded(s))
}
