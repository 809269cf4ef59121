import { type ExportReport, verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import type { ExportInMemory } from './export-in-memory.ts'
import { Chance, cover, covers, type Tampering, tampers } from './tamperings.ts'

export interface Tampered {
  readonly seed: number
  readonly how: string
  readonly tampering: Tampering
  readonly report: ExportReport
  /** Undefined: the first fault is named rightly. */
  readonly wrong: string | undefined
}

/**
 * Tampers with an export, as the seed says, and has it verified by somebody who noted the manifest's
 * hash where everything was made to fit, and otherwise knows nothing.
 *
 * @returns undefined where there was nothing to tamper with
 */
export async function tamper(whole: ExportInMemory, seed: number): Promise<Tampered | undefined> {
  const chance = new Chance(seed)
  const files = whole.copy()
  const tampering = chance.of(tampers)(files, chance)
  const how = chance.of(covers)
  if (!tampering) return undefined
  try {
    cover(files, how)
  } catch {
    // A file that has no place in a manifest.
    return undefined
  }
  const noted = how === 'everything' ? { manifestSha256: whole.manifestSha256 } : {}
  const report = await verifyExportFiles(files, noted)
  return { seed, how, tampering, report, wrong: wrongIn(report, tampering, how) }
}

function wrongIn({ faults }: ExportReport, expected: Tampering, how: string): string | undefined {
  const [first] = faults
  if (!first) return 'nothing was found'
  if (how === 'everything') return first.kind === 'another_manifest' ? undefined : 'another fault'
  const { files, clientId, events } = expected
  if (!files.some((file) => first.file.startsWith(file))) return `another file: ${first.file}`
  if (first.clientId !== clientId && first.file !== 'manifest.json') return 'another client'
  // In `none`, bytes that say the same to a reader are still not the bytes that were exported.
  if (events && !events.includes(first.event ?? -1) && first.kind !== 'file_changed')
    return `another event: ${first.event}`
  return undefined
}
