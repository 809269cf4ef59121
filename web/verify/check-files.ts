import { superseded } from '../../shared/document/superseded.ts'
import { type Told, tellSeal } from '../../shared/document/tell-seal.ts'
import { type SealReport, verifyPdf } from '../../shared/document/verify-pdf.ts'

/** A file, checked, and what is told of it. */
export interface CheckedFile {
  readonly name: string
  readonly report: SealReport
  readonly told: Told
  /** Of the files checked together, the version that shows more than this one. */
  readonly supersededBy: number | undefined
}

/** Larger than any document; a browser would run out of memory over it. */
const LARGEST_BYTES = 512 * 1024 * 1024

/** @throws RangeError where a file is too large; whatever the browser throws where one cannot be read */
export async function checkFiles(
  files: readonly File[],
  fingerprints: readonly string[],
): Promise<CheckedFile[]> {
  const expected = fingerprints.length > 0
  const reports: { name: string; report: SealReport }[] = []
  for (const file of files) {
    if (file.size > LARGEST_BYTES) throw new RangeError(`${file.name} is too large`)
    const bytes = new Uint8Array(await file.arrayBuffer())
    const report = await verifyPdf(bytes, expected ? { keyFingerprints: fingerprints } : undefined)
    reports.push({ name: file.name, report })
  }
  const newer = superseded(reports.map(({ report }) => report))
  return reports.map(({ name, report }) => ({
    name,
    report,
    told: tellSeal(report, expected),
    supersededBy: newer.get(report),
  }))
}
