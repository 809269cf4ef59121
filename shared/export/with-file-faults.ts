import { createHash } from 'node:crypto'
import type { ExportFault, ExportFaultKind } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import type { ExportManifest } from './export-manifest.ts'

/** What is nearest to the cause comes first; what follows from it, or merely has other bytes, last. */
const RANK: Readonly<Record<ExportFaultKind, number>> = {
  manifest_missing: 0,
  manifest_malformed: 0,
  another_manifest: 0,
  another_key: 0,
  file_missing: 1,
  file_unlisted: 1,
  malformed: 2,
  another_client: 2,
  duplicate: 2,
  out_of_order: 2,
  chain: 3,
  another_head: 4,
  changed: 5,
  record_missing: 5,
  record_unknown: 5,
  addition: 6,
  disagrees: 7,
  document_missing: 8,
  seal: 8,
  document_disagrees: 8,
  file_changed: 9,
}

/** An event that merely does not fit the next says less than one that was changed. */
const rankOf = ({ kind, broken }: ExportFault) =>
  broken === 'unconfirmed' ? RANK.another_head : RANK[kind]

/** Within one client, or the practice. */
const inOrder = (a: ExportFault, b: ExportFault): number =>
  rankOf(a) - rankOf(b) ||
  (a.event ?? Number.MAX_SAFE_INTEGER) - (b.event ?? Number.MAX_SAFE_INTEGER)

/** Adds what the manifest says of the files in a folder; a file that a fault names already is left out. */
export function withFileFaults(
  faults: readonly ExportFault[],
  files: ExportFiles,
  listed: ReadonlyMap<string, ExportManifest['files'][number]>,
  folder: string,
  of: { readonly clientId: string; readonly files: readonly string[] } | undefined,
): ExportFault[] {
  const named = new Set(faults.map(({ file }) => file))
  const place = (file: string) => ({ file, ...(of && { clientId: of.clientId }) })
  const paths = new Set([
    ...files.paths().filter((path) => path.startsWith(folder)),
    ...[...listed.keys()].filter((path) => path.startsWith(folder)),
    ...(of?.files ?? []).map((name) => folder + name),
  ])
  const more = [...paths].sort().flatMap((path): ExportFault[] => {
    const bytes = files.read(path)
    const entry = listed.get(path)
    if (!bytes) return [{ kind: 'file_missing', ...place(path) }]
    if (!entry) return [{ kind: 'file_unlisted', ...place(path) }]
    if (named.has(path)) return []
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return sha256 === entry.sha256 && bytes.length === entry.bytes
      ? []
      : [{ kind: 'file_changed', ...place(path) }]
  })
  return [...more, ...faults].toSorted(inOrder)
}
