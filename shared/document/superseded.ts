import type { Manifest } from './manifest.ts'
import type { SealReport } from './verify-pdf.ts'

/**
 * Which of some checked files show less than another of them does, and the version that shows most:
 * one that is made of the same parts, and of some that were added since. Only a file that is as it
 * was sealed says anything of another, and only one of the same key: else anybody could make a
 * version that puts a genuine one out of force.
 */
export function superseded<R extends SealReport>(reports: readonly R[]): ReadonlyMap<R, number> {
  const whole = reports.flatMap((report) => {
    const { faults, certificate, manifest } = report
    return faults.length === 0 && certificate && manifest
      ? [{ report, manifest, key: certificate.keyFingerprint }]
      : []
  })
  const found = new Map<R, number>()
  for (const { report, manifest, key } of whole) {
    const newer = whole
      .filter((other) => other.key === key && showsMore(other.manifest, manifest))
      .map((other) => other.manifest.document.version)
    if (newer.length > 0) found.set(report, Math.max(...newer))
  }
  return found
}

function showsMore(newer: Manifest, older: Manifest): boolean {
  const [more, less] = [newer, older].map(({ sources }) =>
    sources.map((source) => JSON.stringify(source)),
  )
  if (!more || !less || more.length <= less.length) return false
  return newer.document.kind === older.document.kind && less.every((each, i) => more[i] === each)
}
