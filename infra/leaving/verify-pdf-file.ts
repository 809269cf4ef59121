import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type PdfFault, verifyPdf } from '../../shared/document/verify-pdf.ts'

/** What whoever checks knows from elsewhere, and how they want to be told. */
export interface Asked {
  /** SHA-256 of public keys, in hexadecimal. */
  readonly fingerprints: readonly string[]
  readonly json: boolean
}

/** Checks one sealed PDF. @returns whether it is as it was sealed */
export function verifyPdfFile(
  path: string,
  { fingerprints, json }: Asked,
  say: (line: string) => void,
): boolean {
  const { faults: found, certificate, sealedAt } = verifyPdf(readFileSync(path))
  const key = certificate?.keyFingerprint
  const known = fingerprints.length === 0 || (key !== undefined && fingerprints.includes(key))
  const faults: readonly PdfFault[] = known ? found : [...found, 'another_key']
  const whole = faults.length === 0
  if (json) {
    say(JSON.stringify({ file: path, whole, faults, keyFingerprint: key, sealedAt }))
    return whole
  }
  const name = basename(path)
  if (!whole) say(`${name}: NOT as it was sealed (${faults.join(', ')})`)
  else {
    say(`${name}: unchanged since it was sealed`)
    say(`  by ${certificate?.subject ?? ''}, ${sealedAt}`)
    say(`  key ${key}`)
  }
  return whole
}
