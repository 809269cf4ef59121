import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { superseded } from '../../shared/document/superseded.ts'
import { type Told, tellSeal } from '../../shared/document/tell-seal.ts'
import { type SealReport, verifyPdf } from '../../shared/document/verify-pdf.ts'
import { exportedVersions } from './exported-versions.ts'

/** What whoever checks knows from elsewhere, and how they want to be told. */
export interface Asked {
  /** SHA-256 of public keys, in hexadecimal. None: whose key it is stays open. */
  readonly fingerprints: readonly string[]
  readonly json: boolean
  /** Folder of an export, to look for newer versions in. */
  readonly exportFolder?: string
}

interface Checked {
  readonly file: string
  readonly report: SealReport
  readonly told: Told
  /** The version that shows more than this one, among the files given and in the export. */
  readonly supersededBy?: number
  /** No version in the export shows more. Absent where there is no export to look into. */
  readonly newestInExport?: boolean
}

/**
 * Checks sealed PDFs, and says of each in plain words what was found.
 *
 * @returns the exit code: 0 all unchanged, 1 something was changed, 3 all unchanged and one sealed by
 * a key that is not expected
 */
export async function verifyPdfFiles(
  files: readonly string[],
  { fingerprints, json, exportFolder }: Asked,
  say: (line: string) => void,
): Promise<0 | 1 | 3> {
  const checked = await check(files, fingerprints, exportFolder)
  if (json) say(JSON.stringify(checked.map(forPrograms), null, 2))
  else for (const each of checked) for (const line of linesOf(each)) say(line)
  const verdicts = checked.map(({ told }) => told.verdict)
  if (verdicts.some((verdict) => verdict === 'changed' || verdict === 'not-sealed')) return 1
  return verdicts.includes('unknown-sealer') ? 3 : 0
}

/** One after another: a file may be large. */
async function check(
  files: readonly string[],
  fingerprints: readonly string[],
  exportFolder: string | undefined,
) {
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
  const exported: SealReport[] = []
  for (const { report } of reports)
    if (exportFolder !== undefined && report.manifest)
      exported.push(...(await exportedVersions(exportFolder, report.manifest)))
  const newer = superseded([...reports.map(({ report }) => report), ...exported])
  return reports.map(({ file, report }): Checked => {
    const supersededBy = newer.get(report)
    const told = tellSeal(report, expected)
    const inExport = exported.some((each) => isSame(each, report))
    return {
      file,
      report,
      told,
      ...(supersededBy !== undefined && { supersededBy }),
      ...(exportFolder !== undefined && {
        newestInExport: inExport && supersededBy === undefined,
      }),
    }
  })
}

const isSame = (one: SealReport, other: SealReport) =>
  [one, other].every(({ faults }) => faults.length === 0) &&
  one.certificate?.keyFingerprint === other.certificate?.keyFingerprint &&
  one.manifest?.document.id === other.manifest?.document.id

/** As printed on a page or shown by another program: in groups, with colons, in upper case. */
const plain = (fingerprint: string) => fingerprint.replaceAll(/[\s:]/g, '').toLowerCase()

function forPrograms({ file, report, told, supersededBy, newestInExport }: Checked) {
  const { faults, changed, certificate, sealedAt, timeStamp, validation, manifest } = report
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
    timeStampedAt: timeStamp?.at,
    validation,
    document: manifest?.document,
    supersededBy,
    newestInExport,
  }
}

function* linesOf({ file, told, supersededBy, newestInExport }: Checked) {
  yield `${basename(file)}: ${told.headline}`
  for (const change of told.changes) yield `  ${change}`
  const widest = Math.max(0, ...told.facts.map(({ name }) => name.length))
  for (const { name, value } of told.facts) yield `  ${name.padEnd(widest)}  ${value}`
  if (supersededBy !== undefined)
    yield `  Superseded: version ${supersededBy} shows what was added since.`
  if (newestInExport) yield '  No version in the export shows more.'
  yield ''
}
