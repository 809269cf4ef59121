import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { superseded } from '../../shared/document/superseded.ts'
import { type Told, tellSeal } from '../../shared/document/tell-seal.ts'
import { type SealReport, verifyPdf } from '../../shared/document/verify-pdf.ts'

/** What whoever checks knows from elsewhere, and how they want to be told. */
export interface Asked {
  /** SHA-256 of public keys, in hexadecimal. None: whose key it is stays open. */
  readonly fingerprints: readonly string[]
  readonly json: boolean
}

interface Checked {
  readonly file: string
  readonly report: SealReport
  readonly told: Told
  /** Of the files that were given, the version that shows more than this one. */
  readonly supersededBy?: number
}

/**
 * Checks sealed PDFs, and says of each in plain words what was found.
 *
 * @returns the exit code: 0 all unchanged, 1 something was changed, 3 all unchanged and one sealed by
 * a key that is not expected
 */
export async function verifyPdfFiles(
  files: readonly string[],
  { fingerprints, json }: Asked,
  say: (line: string) => void,
): Promise<0 | 1 | 3> {
  const checked = await check(files, fingerprints)
  if (json) say(JSON.stringify(checked.map(forPrograms), null, 2))
  else for (const each of checked) for (const line of linesOf(each)) say(line)
  const verdicts = checked.map(({ told }) => told.verdict)
  if (verdicts.some((verdict) => verdict === 'changed' || verdict === 'not-sealed')) return 1
  return verdicts.includes('unknown-sealer') ? 3 : 0
}

/** One after another: a file may be large. */
async function check(files: readonly string[], fingerprints: readonly string[]) {
  const expected = fingerprints.length > 0
  const reports: { file: string; report: SealReport }[] = []
  for (const file of files) {
    const bytes = await readFile(file)
    const report = await verifyPdf(
      bytes,
      expected ? { keyFingerprints: fingerprints.map(plain) } : undefined,
    )
    reports.push({ file, report })
  }
  const newer = superseded(reports.map(({ report }) => report))
  return reports.map(({ file, report }): Checked => {
    const supersededBy = newer.get(report)
    const told = tellSeal(report, expected)
    return { file, report, told, ...(supersededBy !== undefined && { supersededBy }) }
  })
}

/** As printed on a page or shown by another program: in groups, with colons, in upper case. */
const plain = (fingerprint: string) => fingerprint.replaceAll(/[\s:]/g, '').toLowerCase()

function forPrograms({ file, report, told, supersededBy }: Checked) {
  const { faults, changed, certificate, sealedAt, manifest } = report
  return {
    file,
    verdict: told.verdict,
    faults,
    changed,
    sealer: certificate && {
      subject: certificate.subjectName,
      keyFingerprint: certificate.keyFingerprint,
      certificateFingerprint: certificate.fingerprint,
    },
    sealedAt,
    document: manifest?.document,
    supersededBy,
  }
}

function* linesOf({ file, told, supersededBy }: Checked) {
  yield `${basename(file)}: ${told.headline}`
  for (const change of told.changes) yield `  ${change}`
  const widest = Math.max(0, ...told.facts.map(({ name }) => name.length))
  for (const { name, value } of told.facts) yield `  ${name.padEnd(widest)}  ${value}`
  if (supersededBy !== undefined)
    yield `  Superseded: version ${supersededBy}, also given, shows what was added since.`
  yield ''
}
