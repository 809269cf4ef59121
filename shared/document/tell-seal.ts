import type { ChangedPlace } from './changed-places.ts'
import type { KeptValidation, ValidationFault } from './kept-validation.ts'
import type { PdfFault, SealReport } from './verify-pdf.ts'

/**
 * `unchanged`: every byte is as it was sealed, by a key that was expected, if any was.
 * `unknown-sealer`: every byte is as it was sealed, by another key.
 */
export type Verdict = 'unchanged' | 'unknown-sealer' | 'changed' | 'not-sealed'

/** What people are told of a checked file: plain words, and nothing of what the document says. */
export interface Told {
  readonly verdict: Verdict
  /** One sentence. */
  readonly headline: string
  /** What is wrong and where, each a sentence. */
  readonly changes: readonly string[]
  /** What the file says of itself: to be believed only as far as the verdict goes. */
  readonly facts: readonly Fact[]
}

export interface Fact {
  readonly name: string
  readonly value: string
}

const FAULTS: Readonly<Record<PdfFault, string>> = {
  not_sealed: 'There is no seal in it, or what makes it one was changed.',
  seal_not_readable: 'Its seal is damaged and cannot be read.',
  several_seals: 'It holds more than one seal; only the first counts.',
  bytes_missing: 'Its end is missing.',
  bytes_outside_seal: 'Something was added after it was sealed.',
  signature_not_readable: 'The signature in its seal is damaged and cannot be read.',
  signature_not_canonical: 'The signature in its seal is not written as it was made.',
  content_changed: 'What was sealed was changed.',
  signature_wrong: 'The signature in its seal is not valid.',
  time_stamp_wrong: 'The time-stamp in its seal is not valid.',
  another_key: 'It was sealed by a key that is not among those expected.',
}

/** Every code that a check can answer with. */
export const pdfFaults = Object.keys(FAULTS) as readonly PdfFault[]

const HEADLINES: Readonly<Record<Verdict, string>> = {
  unchanged: 'Unchanged since it was sealed.',
  'unknown-sealer': 'Unchanged since it was sealed, but by an unknown sealer.',
  changed: 'NOT as it was sealed.',
  'not-sealed': 'Not sealed.',
}

/**
 * @param expected whether the check was told whose keys to expect
 */
export function tellSeal(report: SealReport, expected: boolean): Told {
  const verdict = verdictOf(report)
  return {
    verdict,
    headline: HEADLINES[verdict],
    changes: [...report.faults.map((fault) => FAULTS[fault]), ...report.changed.map(placeInWords)],
    facts: factsOf(report, verdict, expected),
  }
}

function verdictOf({ faults, changed }: SealReport): Verdict {
  if (faults.length === 0) return 'unchanged'
  if (faults.every((fault) => fault === 'another_key')) return 'unknown-sealer'
  return faults.includes('not_sealed') && changed.length === 0 ? 'not-sealed' : 'changed'
}

function placeInWords({ where, from, to }: ChangedPlace): string {
  const bytes = `bytes ${number(from)} to ${number(to - 1)}`
  switch (where) {
    case 'pages':
      return `The change is on the pages: ${bytes}.`
    case 'seal':
      return `The change may be in what sealing added: ${bytes}.`
    case 'signature':
      return `The change is in the signature: ${bytes}.`
    case 'after-the-seal':
      return `Added after the seal: ${number(to - from)} bytes, ${bytes}.`
  }
}

function factsOf(
  { certificate, sealedAt, timeStamp, validation, manifest }: SealReport,
  verdict: Verdict,
  expected: boolean,
): Fact[] {
  const facts: Fact[] = []
  const add = (name: string, value: string) => facts.push({ name, value })
  if (certificate) {
    add('Sealed by', certificate.subjectName)
    add('Key', grouped(certificate.keyFingerprint))
    add('Whose key', WHOSE[expected && verdict === 'unchanged' ? 'expected' : verdict])
  }
  if (sealedAt) add('Sealed as of', `${moment(sealedAt)}, by the practice’s clock`)
  if (timeStamp) {
    const { at, authority } = timeStamp
    add('Time-stamped', `${at.replace('T', ' ').replace('Z', ' UTC')}, by ${authority.subjectName}`)
    add('Time-stamp key', grouped(authority.keyFingerprint))
  }
  if (validation) add('Evidence kept', evidenceInWords(validation))
  if (manifest) {
    const { kind, id, version } = manifest.document
    add('Document', `${kind.replaceAll('-', ' ')}, version ${version}`)
    add('Document id', id)
  }
  return facts
}

const MISSING: Readonly<Record<ValidationFault, string>> = {
  store_not_readable: 'it is not written as it should be',
  no_time_stamp: 'no time-stamp says when the seal was made',
  issuer_missing: 'a certificate of who issued another is missing',
  certificate_not_in_force: 'a certificate was not in force when the seal was time-stamped',
  certificate_revoked:
    'a list says that a CERTIFICATE WAS REVOKED before the seal was time-stamped',
  list_missing: 'of a certificate there is no valid list of that time',
}

function evidenceInWords({ faults, issuers, asOf }: KeptValidation): string {
  if (faults.length > 0)
    return `It does not show that no certificate was revoked: ${faults.map((fault) => MISSING[fault]).join('; ')}.`
  if (asOf === undefined) return 'No certificate is of a kind that can be revoked.'
  return `Lists of ${issuers.join(' and of ')}, as of ${asOf.slice(0, 19).replace('T', ' ')} UTC: no certificate was revoked.`
}

const COMPARE =
  'Anybody can make a key and put any name on it: compare it with the one the practice made known.'

const WHOSE: Readonly<Record<Verdict | 'expected', string>> = {
  expected: 'One of those expected.',
  unchanged: COMPARE,
  'unknown-sealer': 'None of those expected.',
  changed: 'The seal does not hold, so this is only what the file says.',
  'not-sealed': 'The seal does not hold, so this is only what the file says.',
}

const number = (count: number) => count.toLocaleString('en-US')

const grouped = (digits: string) => digits.match(/.{1,8}/g)?.join(' ') ?? ''

/** `D:20260304182231Z` as `2026-03-04 18:22:31 UTC`. */
const moment = (date: string) =>
  date.replace(/^D:(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3 $4:$5:$6 UTC')
