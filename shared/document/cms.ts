import { type Bytes, sameBytes, sha256 } from './bytes.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import {
  integer,
  nothing,
  objectIdentifier,
  octetString,
  partsOf,
  readAll,
  readDer,
  sequence,
  setOf,
  tagged,
} from './der.ts'
import { checkTimeStamp, type TimeStamp } from './time-stamp.ts'

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsa: '1.2.840.113549.1.1.1',
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
}

/** SHA-256 of what the signature attributes say, and so what the document key signs. */
export type SignDigest = (digest: Uint8Array) => Promise<Uint8Array>

/** Asks an authority to time-stamp a signature. @returns the token, or nothing where it could not */
export type StampTime = (signature: Uint8Array) => Promise<Uint8Array | undefined>

/** The signer's certificate, and after it, each by the next one's key, those that issued it. */
export type Chain = readonly [Certificate, ...Certificate[]]

/**
 * A detached CAdES signature (RFC 5652; ETSI EN 319 122-1) as PAdES B-B wants it: content type,
 * message digest and signing certificate are signed, and no signing time, which stands in the
 * signature dictionary (EN 319 142-1, 6.3). With a time-stamp of the signature, as B-T wants it.
 *
 * @param digest SHA-256 of the signed bytes
 */
export async function signDetached(
  digest: Uint8Array,
  chain: Chain,
  { sign, stampTime }: { readonly sign: SignDigest; readonly stampTime?: StampTime | undefined },
): Promise<Bytes> {
  const attributes = await signedAttributes(digest, chain)
  const signature = await sign(await sha256(setOf(...attributes)))
  return signedData(attributes, chain, { signature, token: await stampTime?.(signature) })
}

export type CmsFault =
  | 'signature_not_readable'
  | 'signature_not_canonical'
  | 'content_changed'
  | 'signature_wrong'
  | 'time_stamp_wrong'

/**
 * Whether these bytes are the one encoding of a valid signature over the digest. What was read is
 * built anew and must come out the same, so no byte of it can be changed and go unseen: not in the
 * gaps of an encoding, and not in the certificates, whose hashes are signed.
 *
 * @param cms attacker-controlled
 */
export async function checkDetached(
  cms: Uint8Array,
  digest: Uint8Array,
): Promise<{ chain?: Chain; timeStamp?: TimeStamp; fault?: CmsFault }> {
  const read = await readSignedData(cms)
  if (!read) return { fault: 'signature_not_readable' }
  const { chain, signature, messageDigest, token } = read
  const [certificate] = chain
  const attributes = await signedAttributes(messageDigest, chain)
  if (!sameBytes(signedData(attributes, chain, { signature, token }), cms)) {
    return { chain, fault: 'signature_not_canonical' }
  }
  if (!(await verified(certificate, setOf(...attributes), signature))) {
    return { chain, fault: 'signature_wrong' }
  }
  const timeStamp = token && (await checkTimeStamp(token, signature))
  const known = { chain, ...(timeStamp && { timeStamp }) }
  if (token && !timeStamp) return { ...known, fault: 'time_stamp_wrong' }
  return sameBytes(messageDigest, digest) ? known : { ...known, fault: 'content_changed' }
}

const RSA_SHA_256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

async function verified(
  { publicKey }: Certificate,
  message: Bytes,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const spki = Uint8Array.from(publicKey)
    const key = await crypto.subtle.importKey('spki', spki, RSA_SHA_256, false, ['verify'])
    return await crypto.subtle.verify(RSA_SHA_256, key, Uint8Array.from(signature), message)
  } catch {
    // Not a key of that kind: whoever made the certificate chose what stands there.
    return false
  }
}

async function signedAttributes(digest: Uint8Array, chain: Chain): Promise<Bytes[]> {
  const ids = await Promise.all(
    chain.map(async ({ der, issuer, serial }) =>
      // SHA-256 is the default of its hash algorithm, so DER leaves that out (RFC 5035).
      sequence(octetString(await sha256(der)), sequence(sequence(tagged(4, issuer)), serial)),
    ),
  )
  return [
    attribute(OID.contentType, objectIdentifier(OID.data)),
    attribute(OID.messageDigest, octetString(digest)),
    // All of the chain: a certificate that nothing names could be changed in its place.
    attribute(OID.signingCertificateV2, sequence(sequence(...ids))),
  ]
}

/** The value, and what an authority says of it: nothing else about a signature is not signed. */
interface SignatureValue {
  readonly signature: Uint8Array
  readonly token: Uint8Array | undefined
}

function signedData(
  attributes: readonly Bytes[],
  chain: Chain,
  { signature, token }: SignatureValue,
): Bytes {
  const [{ issuer, serial }] = chain
  const sha256Algorithm = sequence(objectIdentifier(OID.sha256), nothing())
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, serial),
    sha256Algorithm,
    // The set as signed, under an implicit tag (RFC 5652, 5.4).
    tagged(0, readDer(setOf(...attributes)).content),
    sequence(objectIdentifier(OID.rsa), nothing()),
    octetString(signature),
    ...(token ? [tagged(1, attribute(OID.timeStampToken, token))] : []),
  )
  return sequence(
    objectIdentifier(OID.signedData),
    tagged(
      0,
      sequence(
        integer(1),
        setOf(sha256Algorithm),
        sequence(objectIdentifier(OID.data)),
        tagged(0, readDer(setOf(...chain.map(({ der }) => der))).content),
        setOf(signerInfo),
      ),
    ),
  )
}

function attribute(id: string, value: Uint8Array): Bytes {
  return sequence(objectIdentifier(id), setOf(value))
}

/** Only what differs from one signature to another: the rest is known. */
async function readSignedData(cms: Uint8Array) {
  try {
    const [, wrapper] = partsOf(readDer(cms))
    const [data] = partsOf(wrapper)
    const [, , , certificates, signerInfos] = partsOf(data)
    const [signerInfo] = partsOf(signerInfos)
    const [, signer, , attributes, , signature, unsigned] = partsOf(signerInfo)
    const messageDigest = partsOf(attributes)
      .map(partsOf)
      .find(([id]) => id && sameBytes(id.whole, objectIdentifier(OID.messageDigest)))
      ?.flatMap(partsOf)
      .at(-1)
    if (!certificates || !signer || !signature || !messageDigest) return undefined
    const given = await Promise.all(
      readAll(certificates.content).map(({ whole }) => readCertificate(whole)),
    )
    const chain = chainOf(given, signer.whole)
    if (!chain) return undefined
    const [, values] = partsOf(partsOf(unsigned)[0])
    return {
      chain,
      signature: signature.content,
      messageDigest: messageDigest.content,
      token: partsOf(values)[0]?.whole,
    }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The set has an order of its own, so theirs is found from who issued whom. */
function chainOf(given: readonly Certificate[], signer: Uint8Array): Chain | undefined {
  const first = given.find(({ issuer, serial }) => sameBytes(sequence(issuer, serial), signer))
  if (!first) return undefined
  const chain: [Certificate, ...Certificate[]] = [first]
  const left = given.filter((each) => each !== first)
  for (let last = first; left.length > 0; ) {
    const at = left.findIndex(({ subject }) => sameBytes(subject, last.issuer))
    const [next] = at < 0 ? [] : left.splice(at, 1)
    if (!next) return undefined
    chain.push(next)
    last = next
  }
  return chain
}
