import { createHash, verify } from 'node:crypto'
import { type Certificate, readCertificate } from './certificate.ts'
import {
  type DerValue,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  readAll,
  readDer,
  sequence,
  setOf,
  tagged,
} from './der.ts'

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsa: '1.2.840.113549.1.1.1',
}

/** SHA-256 of what the signature attributes say, and so what the document key signs. */
export type SignDigest = (digest: Uint8Array) => Promise<Uint8Array>

/**
 * A detached CAdES signature (RFC 5652; ETSI EN 319 122-1) as PAdES B-B wants it: content type,
 * message digest and signing certificate are signed, and no signing time, which stands in the
 * signature dictionary (EN 319 142-1, 6.3).
 *
 * @param digest SHA-256 of the signed bytes
 */
export async function signDetached(
  digest: Uint8Array,
  certificate: Certificate,
  sign: SignDigest,
): Promise<Buffer> {
  const attributes = signedAttributes(digest, certificate)
  const toSign = createHash('sha256')
    .update(setOf(...attributes))
    .digest()
  return signedData(attributes, certificate, await sign(toSign))
}

export type CmsFault =
  | 'signature_not_readable'
  | 'signature_not_canonical'
  | 'content_changed'
  | 'signature_wrong'

/**
 * Whether these bytes are the one encoding of a valid signature over the digest. What was read is
 * built anew and must come out the same, so no byte of it can be changed and go unseen.
 *
 * @param cms attacker-controlled
 */
export function checkDetached(
  cms: Uint8Array,
  digest: Uint8Array,
): { certificate?: Certificate; fault?: CmsFault } {
  const read = readSignedData(cms)
  if (!read) return { fault: 'signature_not_readable' }
  const { certificate, signature, messageDigest } = read
  const attributes = signedAttributes(messageDigest, certificate)
  if (!signedData(attributes, certificate, signature).equals(cms)) {
    return { certificate, fault: 'signature_not_canonical' }
  }
  if (!messageDigest.equals(digest)) return { certificate, fault: 'content_changed' }
  const signed = verify('sha256', setOf(...attributes), certificate.x509.publicKey, signature)
  return signed ? { certificate } : { certificate, fault: 'signature_wrong' }
}

function signedAttributes(digest: Uint8Array, certificate: Certificate): Buffer[] {
  const certificateHash = createHash('sha256').update(certificate.der).digest()
  const issuerSerial = sequence(sequence(tagged(4, certificate.issuer)), certificate.serial)
  return [
    attribute(OID.contentType, objectIdentifier(OID.data)),
    attribute(OID.messageDigest, octetString(digest)),
    attribute(
      OID.signingCertificateV2,
      // SHA-256 is the default of its hash algorithm, so DER leaves that out (RFC 5035).
      sequence(sequence(sequence(octetString(certificateHash), issuerSerial))),
    ),
  ]
}

function signedData(
  attributes: readonly Buffer[],
  certificate: Certificate,
  signature: Uint8Array,
): Buffer {
  const sha256 = sequence(objectIdentifier(OID.sha256), nothing())
  const signerInfo = sequence(
    integer(1),
    sequence(certificate.issuer, certificate.serial),
    sha256,
    // The set as signed, under an implicit tag (RFC 5652, 5.4).
    tagged(0, readDer(setOf(...attributes)).content),
    sequence(objectIdentifier(OID.rsa), nothing()),
    octetString(signature),
  )
  return sequence(
    objectIdentifier(OID.signedData),
    tagged(
      0,
      sequence(
        integer(1),
        setOf(sha256),
        sequence(objectIdentifier(OID.data)),
        tagged(0, certificate.der),
        setOf(signerInfo),
      ),
    ),
  )
}

function attribute(id: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(id), setOf(value))
}

/** Only what differs from one signature to another: the rest is known. */
function readSignedData(cms: Uint8Array) {
  try {
    const [, wrapper] = partsOf(readDer(cms))
    const [data] = partsOf(wrapper)
    const [, , , certificates, signerInfos] = partsOf(data)
    const [signerInfo] = partsOf(signerInfos)
    const [, , , attributes, , signature] = partsOf(signerInfo)
    const messageDigest = partsOf(attributes)
      .map(partsOf)
      .find(([id]) => id?.whole.equals(objectIdentifier(OID.messageDigest)))
      ?.flatMap(partsOf)
      .at(-1)
    if (!certificates || !signature || !messageDigest) return undefined
    return {
      certificate: readCertificate(certificates.content),
      signature: signature.content,
      messageDigest: messageDigest.content,
    }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const CONSTRUCTED = 0x20

function partsOf(value: DerValue | undefined): DerValue[] {
  return value && value.tag & CONSTRUCTED ? readAll(value.content) : []
}
