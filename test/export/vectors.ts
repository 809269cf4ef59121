import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ExportFault } from '../../shared/export/export-fault.ts'
import { ExportInMemory } from './export-in-memory.ts'

/** Form of `test/vectors/export/broken.json`: what was done to `whole`, and what is found first. */
export interface BrokenExport {
  readonly name: string
  /** Files with other text. */
  readonly put: Readonly<Record<string, string>>
  readonly remove: readonly string[]
  /** One bit of one byte that is another. */
  readonly flip?: { readonly path: string; readonly at: number; readonly bit: number }
  /** The verifier noted the hash of the manifest that was made. */
  readonly noted: boolean
  readonly first: ExportFault
}

const folder = fileURLToPath(new URL('../vectors/export', import.meta.url))

export const wholeExport = () => ExportInMemory.from(`${folder}/whole`)

export const brokenExports = (): BrokenExport[] =>
  JSON.parse(readFileSync(`${folder}/broken.json`, 'utf8'))

export function broken(whole: ExportInMemory, { put, remove, flip }: BrokenExport): ExportInMemory {
  const files = whole.copy()
  for (const [path, text] of Object.entries(put)) files.put(path, Buffer.from(text))
  for (const path of remove) files.remove(path)
  if (flip) {
    const bytes = Buffer.from(files.bytes(flip.path))
    bytes[flip.at] = (bytes[flip.at] ?? 0) ^ (1 << flip.bit)
    files.put(flip.path, bytes)
  }
  return files
}
