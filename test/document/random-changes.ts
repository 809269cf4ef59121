import type { PdfFault } from '../../shared/document/verify-pdf.ts'

/** The same numbers for the same seed (mulberry32): below 1, and not for secrets. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Change {
  readonly at: number
  readonly from: number
  readonly to: number
}

/**
 * Changes one byte of a file at a time, each to any other value, and puts it back.
 *
 * @returns the changes that a check found nothing wrong with
 */
export async function undetectedChanges(
  pdf: Uint8Array,
  { count, seed }: { count: number; seed: number },
  faultsOf: (pdf: Uint8Array) => Promise<readonly PdfFault[]>,
): Promise<Change[]> {
  const next = numbers(seed)
  const bytes = Uint8Array.from(pdf)
  const undetected: Change[] = []
  for (let i = 0; i < count; i++) {
    const at = Math.floor(next() * bytes.length)
    const from = bytes[at] ?? 0
    const to = (from + 1 + Math.floor(next() * 255)) % 256
    bytes[at] = to
    if ((await faultsOf(bytes)).length === 0) undetected.push({ at, from, to })
    bytes[at] = from
  }
  return undetected
}
