import { type Bytes, hexOf, lettersOf, sameBytes, sha256 } from './bytes.ts'
import type { Certificate } from './certificate.ts'
import {
  type DerValue,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  partsOf,
  readDer,
  sequence,
  yes,
} from './der.ts'
import { digestOf, foreignSignatureHolds, type HashName, hashOf } from './foreign-signature.ts'
import { readToken, signedAttributes, type TimeStampToken, writeToken } from './time-stamp-token.ts'

/** When an authority saw a signature, and the certificate that it says so under. */
export interface TimeStamp {
  /** ISO 8601, as precise as the authority is. */
  readonly at: string
  readonly authority: Certificate
  /** The authority's and, where they lead to one that is signed by itself, those that issued it. */
  readonly certificates: readonly Certificate[]
}

/** An authority's answer is of no use. Its words say why, for the log. */
export class NotTimeStamped extends Error {
  override readonly name = 'NotTimeStamped'
}

const SHA_256 = () => sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), nothing())
const imprintOf = async (signature: Uint8Array) =>
  sequence(SHA_256(), octetString(await sha256(signature)))

/**
 * What an authority is asked (RFC 3161, 2.4.1): it sees a hash, and nothing of the document.
 *
 * @param nonce at random, so that an old answer is none
 */
export async function timeStampRequest(signature: Uint8Array, nonce: Uint8Array): Promise<Bytes> {
  return sequence(integer(1), await imprintOf(signature), integer(nonce), yes())
}

const GRANTED = [integer(0), integer(1)]

/**
 * @param response attacker-controlled
 * @returns the token, as it is put into a document
 * @throws NotTimeStamped
 */
export async function readTimeStampResponse(
  response: Uint8Array,
  signature: Uint8Array,
  nonce: Uint8Array,
): Promise<Bytes> {
  try {
    const token = await readToken(tokenIn(response))
    const written = await writeToken(token)
    if (!(await checkTimeStamp(written, signature))) throw new NotTimeStamped('not valid')
    const ours = partsOf(readDer(token.said)).some(({ whole }) => sameBytes(whole, integer(nonce)))
    if (!ours) throw new NotTimeStamped('an answer to another request')
    return written
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotTimeStamped('not readable')
    throw error
  }
}

function tokenIn(response: Uint8Array): Uint8Array {
  const [info, token] = partsOf(readDer(response))
  const [status] = partsOf(info)
  const granted = status && GRANTED.some((each) => sameBytes(each, status.whole))
  if (!granted || !token) throw new NotTimeStamped('refused')
  return token.whole
}

/**
 * Whether a token is a time-stamp of this signature, in the one encoding that a document may hold.
 * Whose authority it is, it does not judge.
 *
 * @param token attacker-controlled
 */
export async function checkTimeStamp(
  token: Uint8Array,
  signature: Uint8Array,
): Promise<TimeStamp | undefined> {
  try {
    const read = await readToken(token)
    if (!sameBytes(await writeToken(read), token)) return undefined
    const { authority, certificates, said } = read
    const hash = hashOf(read.digestAlgorithm)
    const at = timeOf(said, await imprintOf(signature))
    const holds =
      hash !== undefined &&
      at !== undefined &&
      isForTimeStamps(authority) &&
      (await commits(read, hash)) &&
      (await foreignSignatureHolds({
        publicKey: authority.publicKey,
        algorithm: read.signatureAlgorithm,
        hash,
        message: signedAttributes(read),
        signature: read.signature,
      }))
    return holds ? { at, authority, certificates } : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** What the authority says: the time, if it says it of this imprint. */
function timeOf(said: Uint8Array, expected: Uint8Array): string | undefined {
  const [version, , imprint, , time] = partsOf(readDer(said))
  if (!version || !imprint || !time) return undefined
  if (!sameBytes(version.whole, integer(1)) || !sameBytes(imprint.whole, expected)) return undefined
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:\.\d*[1-9])?)Z$/.exec(lettersOf(time.content)) ?? []
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  return Number.isNaN(Date.parse(at)) ? undefined : at
}

const ATTRIBUTE = {
  contentType: objectIdentifier('1.2.840.113549.1.9.3'),
  messageDigest: objectIdentifier('1.2.840.113549.1.9.4'),
  signingCertificate: objectIdentifier('1.2.840.113549.1.9.16.2.12'),
  signingCertificateV2: objectIdentifier('1.2.840.113549.1.9.16.2.47'),
}
const TIME_STAMP = objectIdentifier('1.2.840.113549.1.9.16.1.4')

/** Whether the signed attributes are those of what is said, under this very certificate. */
async function commits(token: TimeStampToken, hash: HashName): Promise<boolean> {
  const attributeOf = (id: Uint8Array): DerValue | undefined => {
    const found = token.attributes
      .map(partsOf)
      .filter(([type]) => type && sameBytes(type.whole, id))
    return found.length === 1 ? partsOf(found[0]?.[1])[0] : undefined
  }
  const type = attributeOf(ATTRIBUTE.contentType)
  const digest = attributeOf(ATTRIBUTE.messageDigest)
  if (!type || !digest || !sameBytes(type.whole, TIME_STAMP)) return false
  if (!sameBytes(digest.content, await digestOf(hash, token.said))) return false
  const [v2, v1] = [
    attributeOf(ATTRIBUTE.signingCertificateV2),
    attributeOf(ATTRIBUTE.signingCertificate),
  ]
  const certificate = v2 ? certificateIdV2(v2) : v1 && certificateId(v1)
  if (!certificate?.hash || !certificate.value) return false
  return sameBytes(certificate.value, await digestOf(certificate.hash, token.authority.der))
}

/** The first one is the signer's (RFC 2634, 5.4). */
function certificateId(attribute: DerValue) {
  const [certificates] = partsOf(attribute)
  const [first] = partsOf(certificates)
  return { hash: 'SHA-1' as const, value: partsOf(first)[0]?.content }
}

const SEQUENCE = 0x30

/** SHA-256 is meant where no algorithm stands (RFC 5035). */
function certificateIdV2(attribute: DerValue) {
  const [certificates] = partsOf(attribute)
  const [first] = partsOf(certificates)
  const [one, two] = partsOf(first)
  if (one?.tag !== SEQUENCE) return { hash: 'SHA-256' as const, value: one?.content }
  return { hash: hashOf(one.whole), value: two?.content }
}

const PURPOSES = hexOf(objectIdentifier('2.5.29.37'))
const ONLY_TIME_STAMPS = sequence(objectIdentifier('1.3.6.1.5.5.7.3.8'))

/** For nothing else (RFC 3161, 2.3). */
function isForTimeStamps({ extensions }: Certificate): boolean {
  const purposes = extensions.get(PURPOSES)
  return purposes !== undefined && sameBytes(purposes, ONLY_TIME_STAMPS)
}
