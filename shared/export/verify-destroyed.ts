import { createHash } from 'node:crypto'
import { certificateFolder } from '../document/certificate-place.ts'
import { certificateIdOf } from '../document/document-item.ts'
import { verifyPdf } from '../document/verify-pdf.ts'
import { canonical } from '../ledger/canonical.ts'
import type { PublicKeysByArn } from '../ledger/verify-chain.ts'
import {
  certificatePath,
  type DestroyedRecords,
  type Destruction,
  destroyedFolder,
} from './destroyed-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import type { ExportedCertificate } from './exported-record.ts'
import { verifyLedger } from './verify-practice.ts'

/** The keys by which a practice signed and sealed. */
export interface SigningKeys {
  readonly statements: PublicKeysByArn
  /** Fingerprints of those that may have sealed. */
  readonly sealers: ReadonlySet<string>
}

/**
 * Checks what is left of a destroyed record: its chain, up to where the practice's own chain says that it
 * ended, and each certificate against that end.
 *
 * @param told what the practice's chain says of it; undefined where that is nothing
 */
export async function verifyDestroyed(
  files: ExportFiles,
  records: DestroyedRecords,
  practiceId: string,
  told: Destruction | undefined,
  { statements, sealers }: SigningKeys,
): Promise<ExportFault[]> {
  const { clientId, chain, certificates, register, access } = records
  const place = (name: string) => ({ clientId, file: `${records.folder}/${name}` })
  const faults: ExportFault[] = [...records.faults]
  if (!told) faults.push({ kind: 'record_unknown', ...place('ledger.json') })
  if (chain) {
    const name = `P#${practiceId}#C#${clientId}`
    faults.push(...verifyLedger(chain, name, told?.head, place('ledger.json'), statements))
  }
  for (const { value, line } of certificates) {
    const { certificate } = value
    const same =
      certificate.clientId === clientId &&
      certificate.practice.practiceId === practiceId &&
      certificate.chainHead.seq === told?.head.seq &&
      certificate.chainHead.hash === told.head.hash
    if (!same) faults.push({ kind: 'disagrees', ...place('certificates.jsonl'), line })
    faults.push(...(await verifyCertificate(files, clientId, practiceId, value, sealers)))
  }
  for (const { value, line } of register)
    if (value.entry.clientId !== clientId)
      faults.push({ kind: 'another_client', ...place('register.jsonl'), line })
  for (const { value, line } of access)
    if (value.clientId !== clientId)
      faults.push({ kind: 'another_client', ...place('access.jsonl'), line })
  return [...faults, ...strays(files, records)]
}

async function verifyCertificate(
  files: ExportFiles,
  clientId: string,
  practiceId: string,
  { certificate, document }: ExportedCertificate,
  sealers: ReadonlySet<string>,
): Promise<ExportFault[]> {
  if (!document) return []
  const { documentId } = document
  const place = { clientId, file: certificatePath(clientId, documentId), record: documentId }
  const pdf = files.read(place.file)
  if (!pdf) return [{ kind: 'document_missing', ...place }]
  const { faults, certificate: sealer, manifest } = await verifyPdf(pdf)
  if (faults[0]) return [{ kind: 'seal', ...place, broken: faults[0] }]
  if (!sealer || !sealers.has(sealer.keyFingerprint))
    return [{ kind: 'seal', ...place, broken: 'another_key' }]
  const same =
    manifest &&
    createHash('sha256').update(pdf).digest('hex') === document.sha256 &&
    pdf.length === document.bytes &&
    canonical(manifest) === document.manifest &&
    manifest.document.id === documentId &&
    documentId === certificateIdOf(clientId, certificate.part) &&
    document.clientId === clientId &&
    document.part === certificate.part &&
    document.key.startsWith(certificateFolder(practiceId, clientId))
  return same ? [] : [{ kind: 'document_disagrees', ...place }]
}

/** PDFs that no certificate names. */
function strays(files: ExportFiles, { clientId, certificates }: DestroyedRecords): ExportFault[] {
  const named = new Set(
    certificates.flatMap(({ value: { document } }) =>
      document ? [certificatePath(clientId, document.documentId)] : [],
    ),
  )
  return files
    .paths()
    .filter((path) => path.startsWith(`${destroyedFolder(clientId)}/certificates/`))
    .filter((path) => !named.has(path))
    .map((file) => ({ kind: 'record_unknown', clientId, file }))
}
