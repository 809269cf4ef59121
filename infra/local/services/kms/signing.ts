import {
  constants,
  createHash,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign as signMessage,
  timingSafeEqual,
  verify as verifyMessage,
} from 'node:crypto'
import { p256, p384 } from '@noble/curves/nist.js'
import { notImplemented, ServiceFailure } from '../http/service-failure.ts'
import { privateKeyOf, publicKeyOf } from './key-material.ts'
import type { KeySpec, StoredKey } from './key-store.ts'
import { encodePss, type Hash, hashBytes, verifyPss } from './pss.ts'

interface Algorithm {
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa' | 'ed25519'
  readonly hash: Hash
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  RSASSA_PKCS1_V1_5_SHA_256: { scheme: 'pkcs1', hash: 'sha256' },
  RSASSA_PKCS1_V1_5_SHA_384: { scheme: 'pkcs1', hash: 'sha384' },
  RSASSA_PKCS1_V1_5_SHA_512: { scheme: 'pkcs1', hash: 'sha512' },
  RSASSA_PSS_SHA_256: { scheme: 'pss', hash: 'sha256' },
  RSASSA_PSS_SHA_384: { scheme: 'pss', hash: 'sha384' },
  RSASSA_PSS_SHA_512: { scheme: 'pss', hash: 'sha512' },
  ECDSA_SHA_256: { scheme: 'ecdsa', hash: 'sha256' },
  ECDSA_SHA_384: { scheme: 'ecdsa', hash: 'sha384' },
  ED25519_SHA_512: { scheme: 'ed25519', hash: 'sha512' },
}

const rsaAlgorithms = Object.keys(algorithms).filter((name) => name.startsWith('RSASSA'))

export function algorithmsOf(spec: KeySpec): readonly string[] {
  if (spec === 'ECC_NIST_P256') return ['ECDSA_SHA_256']
  if (spec === 'ECC_NIST_P384') return ['ECDSA_SHA_384']
  if (spec === 'ECC_NIST_EDWARDS25519') return ['ED25519_SHA_512']
  return spec === 'SYMMETRIC_DEFAULT' ? [] : rsaAlgorithms
}

export interface SigningInput {
  readonly Message: Buffer
  readonly MessageType: 'RAW' | 'DIGEST'
  readonly SigningAlgorithm: string
}

const largestMessage = 4096

export function sign(key: StoredKey, input: SigningInput): Buffer {
  const { scheme, hash } = algorithmFor(key, input)
  const privateKey = privateKeyOf(key)
  if (scheme === 'ed25519') return signMessage(null, rawMessage(input), privateKey)
  const digest = digestOf(input, hash)
  if (scheme === 'ecdsa') {
    // node:crypto would hash the digest once more.
    const options = { prehash: false, lowS: false, format: 'der' } as const
    return Buffer.from(curveOf(key).sign(digest, privateScalar(privateKey), options))
  }
  if (scheme === 'pkcs1') {
    const padding = constants.RSA_PKCS1_PADDING
    return privateEncrypt({ key: privateKey, padding }, digestInfo(hash, digest))
  }
  const encoded = encodePss(digest, modulusBits(privateKey) - 1, hash)
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded)
}

export function verify(key: StoredKey, input: SigningInput, signature: Buffer): boolean {
  const { scheme, hash } = algorithmFor(key, input)
  const publicKey = publicKeyOf(key)
  if (scheme === 'ed25519') return verifyMessage(null, rawMessage(input), publicKey, signature)
  const digest = digestOf(input, hash)
  try {
    if (scheme === 'ecdsa') {
      const options = { prehash: false, lowS: false, format: 'der' } as const
      return curveOf(key).verify(signature, digest, publicPoint(publicKey), options)
    }
    if (scheme === 'pkcs1') {
      const padding = constants.RSA_PKCS1_PADDING
      const opened = publicDecrypt({ key: publicKey, padding }, signature)
      const wanted = digestInfo(hash, digest)
      return opened.length === wanted.length && timingSafeEqual(opened, wanted)
    }
    const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature)
    return verifyPss(opened, digest, modulusBits(publicKey) - 1, hash)
  } catch {
    // Every way in which a signature can be malformed is the same answer: it is not one.
    return false
  }
}

export function publicKeyDer(key: StoredKey): Buffer {
  return publicKeyOf(key).export({ type: 'spki', format: 'der' })
}

function algorithmFor(key: StoredKey, { SigningAlgorithm: name }: SigningInput): Algorithm {
  const algorithm = algorithms[name]
  if (!algorithm) throw notImplemented('kms', `Sign or Verify with ${name}`)
  if (algorithmsOf(key.spec).includes(name)) return algorithm
  const message = `Algorithm ${name} is incompatible with key spec ${key.spec}.`
  throw new ServiceFailure('InvalidKeyUsageException', message)
}

function rawMessage({ Message, MessageType }: SigningInput): Buffer {
  if (MessageType !== 'RAW') throw invalid('ED25519_SHA_512 signs whole messages: MessageType RAW')
  return withinLimit(Message)
}

function digestOf({ Message, MessageType, SigningAlgorithm }: SigningInput, hash: Hash): Buffer {
  if (MessageType === 'RAW') return createHash(hash).update(withinLimit(Message)).digest()
  if (Message.length === hashBytes[hash]) return Message
  throw invalid(`Digest is invalid length for algorithm ${SigningAlgorithm}.`)
}

function withinLimit(message: Buffer): Buffer {
  if (message.length >= 1 && message.length <= largestMessage) return message
  throw invalid('A message has 1 to 4096 bytes')
}

/** RFC 8017, section 9.2: what PKCS #1 v1.5 signs is the digest with its algorithm named. */
function digestInfo(hash: Hash, digest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(digestPrefixes[hash], 'hex'), digest])
}

const digestPrefixes: Readonly<Record<Hash, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
}

const curveOf = ({ spec }: StoredKey) => (spec === 'ECC_NIST_P384' ? p384 : p256)

const privateScalar = (key: KeyObject) =>
  Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url')

function publicPoint(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

const modulusBits = (key: KeyObject) => key.asymmetricKeyDetails?.modulusLength ?? 0

const invalid = (message: string) => new ServiceFailure('ValidationException', message)
