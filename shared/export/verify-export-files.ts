import { eventsIn, readClient } from './client-records.ts'
import { type Destruction, destructionsIn, readDestroyed } from './destroyed-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { clientFiles, destroyedFiles, type ExportManifest } from './export-manifest.ts'
import { readPractice } from './practice-records.ts'
import { readManifest } from './read-manifest.ts'
import { verifyDestroyed } from './verify-destroyed.ts'
import { verifyDocuments } from './verify-documents.ts'
import { verifyLedger, verifyPractice } from './verify-practice.ts'
import { verifyRecords } from './verify-records.ts'
import { withFileFaults } from './with-file-faults.ts'

/** What the verifier knows from elsewhere. */
export interface Known {
  /** Of the keys that sign in this practice: then every key must be one of them. */
  readonly fingerprints?: readonly string[]
  /** SHA-256 of the manifest, as somebody noted it when it was made. */
  readonly manifestSha256?: string
}

export interface ExportReport {
  /** The first comes first: practice, then clients by id, then those destroyed, and of each what is nearest to its cause. */
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
  const destructions = destructionsIn(eventsIn(readPractice(files).chain))
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
  for (const clientId of destroyedOf(destructions, files.paths())) {
    const { faults: inDestroyed, records } = await verifier.destroyed(
      files,
      clientId,
      destructions.get(clientId),
    )
    seen.events += records.chain?.events.length ?? 0
    seen.documents += records.certificates.filter(({ value }) => value.document).length
    found.push(...inDestroyed)
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
      const back = [...destructionsIn(eventsIn(readPractice(files).chain)).values()]
        .filter(({ clientId }) => heads.has(`P#${practiceId}#C#${clientId}`))
        .map(({ clientId, event }): ExportFault => {
          return { kind: 'disagrees', file: 'practice/ledger.json', event, record: clientId }
        })
      return withFileFaults([...faults, ...back], files, listed, 'practice/', undefined)
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
      const named = { clientId, files: clientFiles }
      const faults = withFileFaults(inClient, files, listed, `${records.folder}/`, named)
      return { faults, records }
    },
    /**
     * @param files must have all that the destroyed client's folder holds
     * @param told by the practice's chain
     */
    async destroyed(files: ExportFiles, clientId: string, told: Destruction | undefined) {
      const records = readDestroyed(files, clientId)
      const keys = { statements: publicKeys, sealers }
      const found = await verifyDestroyed(files, records, practiceId, told, keys)
      const named = { clientId, files: destroyedFiles }
      const faults = withFileFaults(found, files, listed, `${records.folder}/`, named)
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

/** Those of whom the practice's chain tells, and those with a folder. */
export function destroyedOf(
  told: ReadonlyMap<string, Destruction>,
  paths: readonly string[],
): string[] {
  const folders = paths.flatMap((path) => /^destroyed\/([0-9a-z]{26})\//.exec(path)?.[1] ?? [])
  return [...new Set([...told.keys(), ...folders])].sort()
}
