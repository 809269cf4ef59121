import { type Bytes, bytesOfHex, lettersOf, sha256 } from './bytes.ts'
import type { Certificate } from './certificate.ts'
import { type ChangedPlace, changedPlaces } from './changed-places.ts'
import { type CmsFault, checkDetached } from './cms.ts'
import { readDer } from './der.ts'
import { type KeptValidation, keptValidation } from './kept-validation.ts'
import type { Manifest } from './manifest.ts'
import { readMetadata } from './read-metadata.ts'
import type { TimeStamp } from './time-stamp.ts'

export type PdfFault =
  | CmsFault
  | 'not_sealed'
  | 'seal_not_readable'
  | 'several_seals'
  | 'bytes_missing'
  | 'bytes_outside_seal'
  | 'another_key'

/** What a file says of its seal. None of it is to be believed while there are faults. */
export interface SealReport {
  /** Empty: every byte of the file is as it was sealed, by the key that the certificate names. */
  readonly faults: readonly PdfFault[]
  /** Where it is not as it was, as far as that can be told. */
  readonly changed: readonly ChangedPlace[]
  readonly certificate?: Certificate
  /** `D:20260304182231Z`, the practice's clock. */
  readonly sealedAt?: string
  /** When an authority saw the signature, where one was asked. */
  readonly timeStamp?: TimeStamp
  /** What is kept to show that no certificate was revoked, where something is. */
  readonly validation?: KeptValidation
  readonly manifest?: Manifest
}

/**
 * Checks a sealed document, without network and without trust in anything but the keys that the
 * caller expects. Every byte is either covered by the signature or has only one value that it may
 * have: the digits of the signature are lower case, its encoding is the one we would write, and
 * zeros fill the rest.
 *
 * @param pdf attacker-controlled
 * @param expected fingerprints of keys, as the practice made them known; any, where absent
 */
export async function verifyPdf(
  pdf: Uint8Array,
  expected?: { keyFingerprints: readonly string[] },
): Promise<SealReport> {
  const seal = readSeal(pdf)
  const { manifest, parts } = readMetadata(pdf)
  if (typeof seal === 'string') {
    const changed = await changedPlaces(pdf, { parts, faults: [seal] })
    return { faults: [seal], changed, ...(manifest && { manifest }) }
  }
  const digest = await sha256(seal.before, seal.after)
  const { chain, timeStamp, fault } = await checkDetached(seal.cms, digest)
  const [certificate] = chain ?? []
  const faults: PdfFault[] = []
  if (seal.bytesAfter > 0) faults.push('bytes_outside_seal')
  if (seal.several) faults.push('several_seals')
  if (fault) faults.push(fault)
  const known = !expected || expected.keyFingerprints.includes(certificate?.keyFingerprint ?? '')
  // Only what is sealed is worth looking at.
  const validation =
    chain && faults.length === 0 && (await keptValidation(pdf, { chain, timeStamp }))
  if (certificate && !known) faults.push('another_key')
  return {
    faults,
    changed: await changedPlaces(pdf, { parts, faults, seal }),
    ...(certificate && { certificate }),
    ...(timeStamp && { timeStamp }),
    ...(validation && { validation }),
    ...(manifest && { manifest }),
    sealedAt: seal.sealedAt,
  }
}

const SIGNATURE =
  /\/SubFilter \/ETSI\.CAdES\.detached \/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\] * \/Contents </g
const SEALED_AT = /^> \/M \((D:\d{14}Z)\)/
const END = '%%EOF\n'

/** The parts of a sealed file: what is signed, before and after the signature, and the signature. */
export interface Seal {
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly cms: Bytes
  readonly sealedAt: string
  /** How many bytes follow what is signed. */
  readonly bytesAfter: number
  /** Whether more than one signature stands in the file. */
  readonly several: boolean
}

/** The first seal of a file. Whatever follows what it covers is not sealed. */
export function readSeal(bytes: Uint8Array): Seal | PdfFault {
  const text = lettersOf(bytes)
  const [first, second] = text.matchAll(SIGNATURE)
  if (!first) return 'not_sealed'
  const [start, end, rest] = first.slice(1).map(Number)
  if (start === undefined || end === undefined || rest === undefined) return 'seal_not_readable'
  // The range must leave out the signature's digits with their brackets, and nothing more.
  if (start !== first.index + first[0].length - 1) return 'seal_not_readable'
  if (end <= start + 2 || text[end - 1] !== '>') return 'seal_not_readable'
  if (end + rest > bytes.length) return 'bytes_missing'
  const after = bytes.subarray(end, end + rest)
  const cms = signatureIn(text.slice(start + 1, end - 1))
  const [, sealedAt] = SEALED_AT.exec(text.slice(end - 1, end + 40)) ?? []
  if (!cms || sealedAt === undefined) return 'seal_not_readable'
  if (!lettersOf(after).endsWith(END)) return 'seal_not_readable'
  return {
    before: bytes.subarray(0, start),
    after,
    cms,
    sealedAt,
    bytesAfter: bytes.length - end - rest,
    several: second !== undefined,
  }
}

function signatureIn(digits: string): Bytes | undefined {
  if (digits.length % 2 !== 0 || !/^[0-9a-f]+$/.test(digits)) return undefined
  const filled = bytesOfHex(digits)
  try {
    const { whole } = readDer(filled)
    const rest = filled.subarray(whole.length)
    return rest.every((byte) => byte === 0) ? filled.subarray(0, whole.length) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
