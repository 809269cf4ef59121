import { createHash } from 'node:crypto'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { ExportManifest, MANIFEST, practiceFiles } from './export-manifest.ts'
import { readRecord } from './read-records.ts'
import type { Known } from './verify-export-files.ts'

/** The manifest, if it is one, and what is wrong with it on its own. */
export function readManifest(
  files: ExportFiles,
  { fingerprints, manifestSha256 }: Known,
): { manifest?: ExportManifest; sha256?: string; faults: ExportFault[] } {
  const bytes = files.read(MANIFEST)
  if (!bytes) return { faults: [{ kind: 'manifest_missing', file: MANIFEST }] }
  const sha256 = sha256Of(bytes)
  const faults: ExportFault[] = []
  if (manifestSha256 !== undefined && manifestSha256 !== sha256)
    faults.push({ kind: 'another_manifest', file: MANIFEST })
  const manifest = readRecord(bytes, ExportManifest)
  if (!manifest || !isInOrder(manifest))
    return { sha256, faults: [...faults, { kind: 'manifest_malformed', file: MANIFEST }] }

  for (const { spki, fingerprint, keyArn } of manifest.keys) {
    const own = sha256Of(Buffer.from(spki, 'base64'))
    if (own !== fingerprint || (fingerprints && !fingerprints.includes(own)))
      faults.push({ kind: 'another_key', file: MANIFEST, record: keyArn ?? fingerprint })
  }
  const listed = new Set(manifest.files.map(({ path }) => path))
  if (manifest.scope === 'practice')
    for (const name of practiceFiles)
      if (!listed.has(`practice/${name}`))
        faults.push({ kind: 'file_missing', file: `practice/${name}` })
  const elsewhere = files
    .paths()
    .filter(
      (path) =>
        path !== MANIFEST &&
        !listed.has(path) &&
        !/^(?:practice|(?:clients|destroyed)\/[^/]+)\//.test(path),
    )
  for (const file of elsewhere) faults.push({ kind: 'file_unlisted', file })
  return { manifest, sha256, faults }
}

/** Each file, chain and withheld client once, in order: one export has one manifest. */
function isInOrder({ practiceId, scope, files, chains, withheld }: ExportManifest): boolean {
  const names = chains.map(({ chain }) => chain)
  const clients = scope === 'practice' ? names.slice(1) : names
  const prefix = `P#${practiceId}#C#`
  return (
    ascending(files.map(({ path }) => path)) &&
    ascending(clients) &&
    ascending(withheld) &&
    clients.every((chain) => chain.startsWith(prefix)) &&
    (scope === 'client' || names[0] === `P#${practiceId}`)
  )
}

const ascending = (texts: readonly string[]) =>
  texts.every((text, i) => i === 0 || text > (texts[i - 1] ?? ''))

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
