const DIGITS = /^[0-9a-f]{64}$/

/**
 * The fingerprints that somebody typed or pasted: one on each line, in groups or with colons, in
 * either case.
 */
export function fingerprintsIn(text: string): { fingerprints: string[]; faults: number } {
  const lines = text
    .split(/[\n,;]+/)
    .map((line) => line.replaceAll(/[\s:]/g, '').toLowerCase())
    .filter((line) => line !== '')
  const fingerprints = lines.filter((line) => DIGITS.test(line))
  return { fingerprints, faults: lines.length - fingerprints.length }
}
