import { createHash } from 'node:crypto'
import { readClient } from './client-records.ts'
import type { ExportFault, ExportFaultKind } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { clientFiles, type ExportManifest } from './export-manifest.ts'
import { readManifest } from './read-manifest.ts'
import { verifyDocuments } from './verify-documents.ts'
import { verifyLedger, verifyPractice } from './verify-practice.ts'
import { verifyRecords } from './verify-records.ts'

/** What the verifier knows from elsewhere. */
export interface Known {
  /** Of the keys that sign in this practice: then every key must be one of them. */
  readonly fingerprints?: readonly string[]
  /** SHA-256 of the manifest, as somebody noted it when it was made. */
  readonly manifestSha256?: string
}

export interface ExportReport {
  /** The first comes first: practice, then clients by id, and of each what is nearest to its cause. */
  readonly faults: readonly ExportFault[]
  readonly manifest?: ExportManifest
  readonly manifestSha256?: string
  /** How many of each were looked at. */
  readonly seen: {
    readonly clients: number
    readonly events: number
    readonly notes: number
    readonly documents: number
    readonly files: number
  }
}

const NOTHING = { clients: 0, events: 0, notes: 0, documents: 0, files: 0 }

/**
 * Checks an export, without network and without trust in anything but what the verifier knows from
 * elsewhere: the manifest's hashes, each chain from its first event to its head, every record against
 * the event that commits to it, every signature, every PDF.
 *
 * @param files attacker-controlled
 */
export async function verifyExportFiles(
  files: ExportFiles,
  known: Known = {},
): Promise<ExportReport> {
  const { manifest, sha256, faults } = readManifest(files, known)
  if (!manifest) return { faults, seen: NOTHING, ...(sha256 && { manifestSha256: sha256 }) }

  const clients = clientsOf(manifest, files.paths())
  const verifier = partVerifier(manifest)
  const found = [...faults]
  const seen = { ...NOTHING, clients: clients.length, files: manifest.files.length }

  found.push(...verifier.practice(files))
  for (const clientId of clients) {
    const { faults: inClient, records } = await verifier.client(files, clientId)
    seen.events += records.chain?.events.length ?? 0
    seen.notes += records.notes.length
    seen.documents += records.documents.length
    found.push(...inClient)
  }
  return { faults: found, manifest, seen, ...(sha256 && { manifestSha256: sha256 }) }
}

/** Checks an export's parts one by one: whoever brings it elsewhere holds no more than one of them. */
export function partVerifier(manifest: ExportManifest) {
  const { practiceId, scope } = manifest
  const heads = new Map(manifest.chains.map(({ chain, head }) => [chain, head]))
  const listed = new Map(manifest.files.map((file) => [file.path, file]))
  const statements = manifest.keys.filter(({ use }) => use === 'statements')
  const publicKeys = new Map(
    [...Map.groupBy(statements, ({ keyArn = '' }) => keyArn)].map(([arn, keys]) => [
      arn,
      keys.map(({ spki }) => Buffer.from(spki, 'base64')),
    ]),
  )
  const sealers = new Set(
    manifest.keys.filter(({ use }) => use === 'documents').map(({ fingerprint }) => fingerprint),
  )
  return {
    /** @param files must have all that the folder `practice` holds */
    practice(files: ExportFiles): ExportFault[] {
      const faults =
        scope === 'practice' ? verifyPractice(files, practiceId, heads.get(`P#${practiceId}`)) : []
      return withFileFaults(faults, files, listed, 'practice/', undefined)
    },
    /** @param files must have all that the client's folder holds */
    async client(files: ExportFiles, clientId: string) {
      const records = readClient(files, clientId)
      const chain = `P#${practiceId}#C#${clientId}`
      const place = { clientId, file: `${records.folder}/ledger.json` }
      const inClient: ExportFault[] = [
        ...records.faults,
        ...(records.chain
          ? verifyLedger(records.chain, chain, heads.get(chain), place, publicKeys)
          : []),
        ...verifyRecords(records),
        ...(await verifyDocuments(files, records, sealers)),
      ]
      const faults = withFileFaults(inClient, files, listed, `${records.folder}/`, clientId)
      return { faults, records }
    },
  }
}

/** Those with a chain in the manifest, and those with a folder. */
export function clientsOf(
  { practiceId, chains }: ExportManifest,
  paths: readonly string[],
): string[] {
  const prefix = `P#${practiceId}#C#`
  const named = chains.map(({ chain }) => chain).filter((chain) => chain.startsWith(prefix))
  const folders = paths.flatMap((path) => /^clients\/([0-9a-z]{26})\//.exec(path)?.[1] ?? [])
  return [...new Set([...named.map((chain) => chain.slice(prefix.length)), ...folders])].sort()
}

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
function withFileFaults(
  faults: readonly ExportFault[],
  files: ExportFiles,
  listed: ReadonlyMap<string, ExportManifest['files'][number]>,
  folder: string,
  clientId: string | undefined,
): ExportFault[] {
  const named = new Set(faults.map(({ file }) => file))
  const place = (file: string) => ({ file, ...(clientId !== undefined && { clientId }) })
  const paths = new Set([
    ...files.paths().filter((path) => path.startsWith(folder)),
    ...[...listed.keys()].filter((path) => path.startsWith(folder)),
    ...(clientId === undefined ? [] : clientFiles.map((name) => folder + name)),
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
