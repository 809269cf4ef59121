import { webcrypto } from 'node:crypto'
import { Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import {
  Attribute,
  Certificate,
  ContentInfo,
  CryptoEngine,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  setEngine,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import { readCertificate } from '../../shared/document/certificate.ts'
import { issue, type Wanted } from './test-chain.ts'
import { newTestKey } from './test-key.ts'

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'

export interface Misbehaviour {
  readonly status?: number
  /** Of another signature than was asked about. */
  readonly imprint?: Uint8Array
  readonly nonce?: number
  readonly certificate?: Partial<Wanted>
  /** Names another certificate as its own. */
  readonly names?: Uint8Array
  readonly withoutIssuers?: boolean
}

const derOf = (pem: string) =>
  Uint8Array.from(Buffer.from(pem.replaceAll(/-----.*-----|\n/g, ''), 'base64'))

/** A time-stamp authority (RFC 3161) written with another library than ours. */
export async function newTestAuthority(
  at = new Date('2026-03-11T01:42:00.000Z'),
  names: Pick<Wanted, 'list' | 'issuerAt'> = {},
) {
  setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as Crypto }))
  const [key, root] = [newTestKey(), newTestKey()]
  const rootPem = await issue({
    subject: 'Time Root',
    issuer: 'Time Root',
    key: root,
    by: root,
    serial: 1,
    authority: true,
  })
  const privateKey = await webcrypto.subtle.importKey(
    'pkcs8',
    Uint8Array.from(key.privateKey.export({ type: 'pkcs8', format: 'der' })),
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const wanted = {
    subject: 'Time Authority',
    issuer: 'Time Root',
    key,
    by: root,
    purposes: [TIME_STAMPING],
    ...names,
  }

  /** Answers a request with a response, both DER. */
  const answer = async (request: Uint8Array, wrong: Misbehaviour = {}): Promise<Uint8Array> => {
    const asked = TimeStampReq.fromBER(Uint8Array.from(request))
    if (wrong.imprint)
      asked.messageImprint.hashedMessage = new OctetString({
        valueHex: Uint8Array.from(wrong.imprint),
      })
    const der = derOf(await issue({ ...wanted, ...wrong.certificate }))
    const certificate = Certificate.fromBER(der)
    const info = new TSTInfo({
      version: 1,
      policy: '1.2.3.4',
      messageImprint: asked.messageImprint,
      serialNumber: new Integer({ value: 1 }),
      genTime: at,
    })
    const nonce = wrong.nonce === undefined ? asked.nonce : new Integer({ value: wrong.nonce })
    if (nonce) info.nonce = nonce
    const said = info.toSchema().toBER()
    const digest = async (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>) =>
      new OctetString({ valueHex: await webcrypto.subtle.digest('SHA-256', bytes) })
    const attributes = [
      new Attribute({
        type: '1.2.840.113549.1.9.3',
        values: [new ObjectIdentifier({ value: TST_INFO })],
      }),
      new Attribute({ type: '1.2.840.113549.1.9.4', values: [await digest(said)] }),
      new Attribute({
        type: '1.2.840.113549.1.9.16.2.47',
        values: [
          new Sequence({
            value: [
              new Sequence({
                value: [
                  new Sequence({ value: [await digest(Uint8Array.from(wrong.names ?? der))] }),
                ],
              }),
            ],
          }),
        ],
      }),
    ].sort((a, b) =>
      Buffer.compare(Buffer.from(a.toSchema().toBER()), Buffer.from(b.toSchema().toBER())),
    )
    // Given to its constructor it would be written in pieces, which DER does not know.
    const content = new EncapsulatedContentInfo({ eContentType: TST_INFO })
    content.eContent = new OctetString({ valueHex: said })
    const signed = new SignedData({
      version: 3,
      encapContentInfo: content,
      signerInfos: [
        new SignerInfo({
          version: 1,
          sid: new IssuerAndSerialNumber({
            issuer: certificate.issuer,
            serialNumber: certificate.serialNumber,
          }),
          signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
        }),
      ],
      certificates: wrong.withoutIssuers
        ? [certificate]
        : [certificate, Certificate.fromBER(derOf(rootPem))],
    })
    await signed.sign(privateKey as CryptoKey, 0, 'SHA-256')
    const token = new ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) })
    const status = new PKIStatusInfo({ status: wrong.status ?? 0 })
    return new Uint8Array(new TimeStampResp({ status, timeStampToken: token }).toSchema().toBER())
  }
  const certificate = async () => readCertificate(await issue(wanted))
  return { answer, rootPem, root, certificate }
}
