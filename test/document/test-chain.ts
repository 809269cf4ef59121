import { createHash } from 'node:crypto'
import { readCertificate } from '../../shared/document/certificate.ts'
import {
  bitString,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
  yes,
} from '../../shared/document/der.ts'
import { newTestKey } from './test-key.ts'

type Key = ReturnType<typeof newTestKey>

export interface Wanted {
  readonly subject: string
  readonly issuer: string
  readonly key: Pick<Key, 'publicKey'>
  readonly by: Pick<Key, 'sign'>
  readonly serial?: number
  readonly authority?: boolean
  readonly from?: string
  readonly until?: string
  /** Content of keyUsage's bit string; left out where null. */
  readonly usage?: string | null
  /** Identifiers of purposes, critical. */
  readonly purposes?: readonly string[]
  /** Where its issuer's list lies. */
  readonly list?: string
  /** Where its issuer's certificate lies. */
  readonly issuerAt?: string
}

const pemOf = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')}\n-----END CERTIFICATE-----\n`

const name = (text: string) =>
  sequence(setOf(sequence(objectIdentifier('2.5.4.3'), utf8String(text))))
const algorithm = () => sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing())
const extension = (id: string, value: Uint8Array) =>
  sequence(objectIdentifier(id), yes(), octetString(value))

/** uniformResourceIdentifier, in its context. */
const uri = (place: string) => {
  const name = octetString(Buffer.from(place))
  name[0] = 0x86
  return name
}
const pointAt = (place: string) => sequence(tagged(0, tagged(0, uri(place))))
const accessTo = (place: string) => sequence(objectIdentifier('1.3.6.1.5.5.7.48.2'), uri(place))

/** A certificate as somebody else's authority would issue it. @returns PEM */
export async function issue(wanted: Wanted): Promise<string> {
  const { authority = false, purposes = [] } = wanted
  const usage = wanted.usage === undefined ? (authority ? '03020106' : '030206c0') : wanted.usage
  const tbs = sequence(
    tagged(0, integer(2)),
    integer(wanted.serial ?? 7),
    algorithm(),
    name(wanted.issuer),
    sequence(
      time(new Date(wanted.from ?? '2026-01-01T00:00:00Z')),
      time(new Date(wanted.until ?? '2046-01-01T00:00:00Z')),
    ),
    name(wanted.subject),
    wanted.key.publicKey,
    tagged(
      3,
      sequence(
        extension('2.5.29.19', authority ? sequence(yes()) : sequence()),
        ...(usage === null ? [] : [extension('2.5.29.15', Buffer.from(usage, 'hex'))]),
        ...(purposes.length > 0
          ? [extension('2.5.29.37', sequence(...purposes.map(objectIdentifier)))]
          : []),
        ...(wanted.list ? [extension('2.5.29.31', sequence(pointAt(wanted.list)))] : []),
        ...(wanted.issuerAt
          ? [extension('1.3.6.1.5.5.7.1.1', sequence(accessTo(wanted.issuerAt)))]
          : []),
      ),
    ),
  )
  const digest = createHash('sha256').update(tbs).digest()
  return pemOf(sequence(tbs, algorithm(), bitString(await wanted.by.sign(digest))))
}

/** Where the lists of the chain's issuers lie, where its certificates name them. */
export const LISTS = {
  root: 'http://lists.example/root.crl',
  intermediate: 'http://lists.example/documents.crl',
} as const

/** A sealer whose certificate an intermediate authority issued, and that one's a root. */
export async function newTestChain({ lists = false } = {}) {
  const [key, intermediate, root] = [newTestKey(), newTestKey(), newTestKey()]
  const rootPem = await issue({
    subject: 'Root',
    issuer: 'Root',
    key: root,
    by: root,
    authority: true,
  })
  const intermediatePem = await issue({
    subject: 'Documents CA',
    issuer: 'Root',
    key: intermediate,
    by: root,
    authority: true,
    ...(lists && { list: LISTS.root }),
  })
  const pem = await issue({
    subject: 'Lindenhof',
    issuer: 'Documents CA',
    key,
    by: intermediate,
    ...(lists && { list: LISTS.intermediate }),
  })
  const { keyFingerprint } = await readCertificate(pem)
  return {
    certificate: pem + intermediatePem + rootPem,
    parts: { pem, intermediatePem, rootPem },
    keys: { key, intermediate, root },
    sign: key.sign,
    fingerprint: keyFingerprint,
  }
}
