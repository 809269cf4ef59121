import { type ByteRange, changedParts, type RevisionParts } from './revision-parts.ts'
import type { PdfFault, Seal } from './verify-pdf.ts'

/** Where a file is not as it was sealed, from the first byte up to the one after the last. */
export interface ChangedPlace extends ByteRange {
  /** `pages`: what was typeset; `seal`: what sealing added around the signature. */
  readonly where: 'pages' | 'seal' | 'signature' | 'after-the-seal'
}

export interface Findings {
  readonly parts: RevisionParts | undefined
  readonly faults: readonly PdfFault[]
  readonly seal?: Seal
}

/**
 * Says where the changes lie that a seal shows there are. It goes by what the file itself says of its
 * parts, so who forges a file can make it point elsewhere, and never make the fault go away.
 */
export async function changedPlaces(
  pdf: Uint8Array,
  { parts, faults, seal }: Findings,
): Promise<ChangedPlace[]> {
  if (faults.length === 0 || faults.every((fault) => fault === 'another_key')) return []
  const inPages = parts ? await changedParts(pdf, parts) : []
  const places: ChangedPlace[] = inPages.map((range) => ({ where: 'pages', ...range }))
  if (!seal) return places
  const gap = { from: seal.before.length, to: pdf.length - seal.bytesAfter - seal.after.length }
  const end = gap.to + seal.after.length
  if (faults.some((fault) => fault === 'time_stamp_wrong' || fault.startsWith('signature_')))
    places.push({ where: 'signature', ...gap })
  // What is signed was changed, and not on the pages.
  if (faults.includes('content_changed') && parts && inPages.length === 0) {
    places.push({ where: 'seal', from: parts.bytes, to: gap.from })
    places.push({ where: 'seal', from: gap.to, to: end })
  }
  if (seal.bytesAfter > 0) places.push({ where: 'after-the-seal', from: end, to: pdf.length })
  return places
}
