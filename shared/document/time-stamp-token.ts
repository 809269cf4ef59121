import { type Bytes, sameBytes } from './bytes.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { pathFrom } from './certificate-path.ts'
import {
  type DerValue,
  integer,
  objectIdentifier,
  octetString,
  partsOf,
  readAll,
  readDer,
  sequence,
  setOf,
  tagged,
} from './der.ts'
import { canonicalAlgorithms } from './foreign-signature.ts'

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const TIME_STAMP = '1.2.840.113549.1.9.16.1.4'

/** What differs from one time-stamp token to another (RFC 3161, 2.4.2). DER values are whole. */
export interface TimeStampToken {
  readonly digestAlgorithm: Uint8Array
  /** TSTInfo: what the authority says. */
  readonly said: Uint8Array
  readonly authority: Certificate
  /** In no order. */
  readonly certificates: readonly Certificate[]
  readonly attributes: readonly DerValue[]
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
}

/**
 * @param bytes attacker-controlled
 * @throws SyntaxError where they are no token
 */
export async function readToken(bytes: Uint8Array): Promise<TimeStampToken> {
  const [, wrapper] = partsOf(readDer(bytes))
  const [data] = partsOf(wrapper)
  const [, , content, certificates, signerInfos] = partsOf(data)
  const [, wrapped] = partsOf(content)
  const [said] = partsOf(wrapped)
  const [signerInfo] = partsOf(signerInfos)
  const [, signer, digestAlgorithm, attributes, algorithm, signature] = partsOf(signerInfo)
  if (!said || !certificates || !signer || !digestAlgorithm || !algorithm || !signature)
    throw new SyntaxError('not a time-stamp')
  const given = await Promise.all(
    readAll(certificates.content).map(({ whole }) => readCertificate(whole)),
  )
  const authority = given.find(({ issuer, serial }) =>
    sameBytes(sequence(issuer, serial), signer.whole),
  )
  if (!authority) throw new SyntaxError('a time-stamp without its certificate')
  return {
    digestAlgorithm: digestAlgorithm.whole,
    said: said.content,
    authority,
    certificates: given,
    attributes: partsOf(attributes),
    signatureAlgorithm: algorithm.whole,
    signature: signature.content,
  }
}

/**
 * A token as it is put into a document: in the one encoding, with nothing that is not signed. Of the
 * certificates, the authority's, whose hash is signed; and those that issued it, if they lead to one
 * that is signed by itself, so that every byte of each is under some signature.
 */
export async function writeToken(token: TimeStampToken): Promise<Bytes> {
  const { authority, certificates } = token
  const algorithm = canonicalAlgorithms(token.digestAlgorithm, token.signatureAlgorithm)
  const chain = (await pathFrom(authority, certificates)) ?? [authority]
  const signerInfo = sequence(
    integer(1),
    sequence(authority.issuer, authority.serial),
    algorithm.digest,
    tagged(0, readDer(signedAttributes(token)).content),
    algorithm.signature,
    octetString(token.signature),
  )
  const data = sequence(
    integer(3),
    setOf(algorithm.digest),
    sequence(objectIdentifier(TIME_STAMP), tagged(0, octetString(token.said))),
    tagged(0, readDer(setOf(...chain.map(({ der }) => der))).content),
    setOf(signerInfo),
  )
  return sequence(objectIdentifier(SIGNED_DATA), tagged(0, data))
}

/** The set that the authority signed. */
export const signedAttributes = ({ attributes }: TimeStampToken): Bytes =>
  setOf(...attributes.map(({ whole }) => whole))
