import { createHash } from 'node:crypto'
import type { Certificate } from './certificate.ts'
import { type CmsFault, checkDetached } from './cms.ts'
import { readDer } from './der.ts'
import type { Manifest } from './manifest.ts'
import { manifestIn } from './metadata.ts'

export type PdfFault =
  | CmsFault
  | 'not_sealed'
  | 'seal_not_readable'
  | 'bytes_outside_seal'
  | 'another_key'

/** What a file says of its seal. None of it is to be believed while there are faults. */
export interface SealReport {
  /** Empty: every byte of the file is as it was sealed, by the key that the certificate names. */
  readonly faults: readonly PdfFault[]
  readonly certificate?: Certificate
  /** `D:20260304182231Z`, the practice's clock. */
  readonly sealedAt?: string
  readonly manifest?: Manifest
}

/**
 * Checks a sealed document, without network and without trust in anything but the key that the
 * caller expects. Every byte is either covered by the signature or has only one value that it may
 * have: the digits of the signature are lower case, its encoding is the one we would write, and
 * zeros fill the rest.
 *
 * @param pdf attacker-controlled
 * @param expected the key's fingerprint, as the practice made it known
 */
export function verifyPdf(pdf: Uint8Array, expected?: { keyFingerprint: string }): SealReport {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const seal = readSeal(bytes)
  if (typeof seal === 'string') return { faults: [seal] }
  const digest = createHash('sha256').update(seal.before).update(seal.after).digest()
  const { certificate, fault } = checkDetached(seal.cms, digest)
  const faults: PdfFault[] = fault ? [fault] : []
  if (expected && certificate && certificate.keyFingerprint !== expected.keyFingerprint) {
    faults.push('another_key')
  }
  const manifest = manifestIn(bytes)
  return {
    faults,
    ...(certificate && { certificate }),
    ...(manifest && { manifest }),
    sealedAt: seal.sealedAt,
  }
}

const SIGNATURE =
  /\/SubFilter \/ETSI\.CAdES\.detached \/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\] * \/Contents </g
const SEALED_AT = /^> \/M \((D:\d{14}Z)\)/

/** The parts of a sealed file: what is signed, before and after the signature, and the signature. */
export interface Seal {
  readonly before: Buffer
  readonly after: Buffer
  readonly cms: Buffer
  readonly sealedAt: string
}

/** The last seal of a file, which must reach to its end. */
export function readSeal(bytes: Buffer): Seal | PdfFault {
  const text = bytes.toString('latin1')
  const last = [...text.matchAll(SIGNATURE)].at(-1)
  if (!last) return 'not_sealed'
  const [start, end, rest] = last.slice(1).map(Number)
  if (start === undefined || end === undefined || rest === undefined) return 'seal_not_readable'
  // The range must leave out the signature's digits with their brackets, and nothing more.
  if (start !== last.index + last[0].length - 1) return 'seal_not_readable'
  if (end <= start + 2 || text[end - 1] !== '>') return 'seal_not_readable'
  if (end + rest !== bytes.length) return 'bytes_outside_seal'
  const cms = signatureIn(text.slice(start + 1, end - 1))
  const [, sealedAt] = SEALED_AT.exec(text.slice(end - 1, end + 40)) ?? []
  if (!cms || sealedAt === undefined) return 'seal_not_readable'
  return { before: bytes.subarray(0, start), after: bytes.subarray(end), cms, sealedAt }
}

function signatureIn(digits: string): Buffer | undefined {
  if (digits.length % 2 !== 0 || !/^[0-9a-f]+$/.test(digits)) return undefined
  const filled = Buffer.from(digits, 'hex')
  try {
    const { whole } = readDer(filled)
    return filled.subarray(whole.length).every((byte) => byte === 0) ? whole : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
