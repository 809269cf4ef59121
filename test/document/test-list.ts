import { createHash } from 'node:crypto'
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
import type { newTestKey } from './test-key.ts'

export interface WantedList {
  readonly issuer: string
  readonly by: Pick<ReturnType<typeof newTestKey>, 'sign'>
  readonly from?: string
  readonly until?: string
  /** Serial numbers. */
  readonly revoked?: readonly number[]
  /** Extensions, whole. */
  readonly extensions?: readonly Uint8Array[]
  /** Of each entry. */
  readonly entryExtensions?: readonly Uint8Array[]
  readonly version?: number
  /** Names another algorithm outside than inside. */
  readonly outside?: string
}

const SHA_256_WITH_RSA = '1.2.840.113549.1.1.11'
const algorithm = (id: string) => sequence(objectIdentifier(id), nothing())

export const extension = (id: string, value: Uint8Array, critical = true) =>
  sequence(objectIdentifier(id), ...(critical ? [yes()] : []), octetString(value))

/** A revocation list as somebody else's authority would publish it (RFC 5280, 5). @returns DER */
export async function issueList(wanted: WantedList): Promise<Uint8Array> {
  const { from = '2026-03-10T00:00:00Z', until = '2026-03-17T00:00:00Z', revoked = [] } = wanted
  const { entryExtensions = [], extensions = [] } = wanted
  const entries = revoked.map((serial) =>
    sequence(
      integer(serial),
      time(new Date('2026-02-01T00:00:00Z')),
      ...(entryExtensions.length > 0 ? [sequence(...entryExtensions)] : []),
    ),
  )
  const tbs = sequence(
    integer(wanted.version ?? 1),
    algorithm(SHA_256_WITH_RSA),
    sequence(setOf(sequence(objectIdentifier('2.5.4.3'), utf8String(wanted.issuer)))),
    time(new Date(from)),
    time(new Date(until)),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    // Its number, as every list has one.
    tagged(0, sequence(extension('2.5.29.20', integer(1), false), ...extensions)),
  )
  const digest = createHash('sha256').update(tbs).digest()
  return sequence(
    tbs,
    algorithm(wanted.outside ?? SHA_256_WITH_RSA),
    bitString(await wanted.by.sign(digest)),
  )
}
