import { createHash } from 'node:crypto'
import {
  type ClientDocument,
  isOfNote,
  isOfPacket,
  isOfPlan,
  type PacketDocument,
  planDocumentIdOf,
} from '../document/document-item.ts'
import type { Manifest, PlanSource, RecordSource } from '../document/manifest.ts'
import { COVER, packetDocumentId } from '../document/packet.ts'
import { verifyPdf } from '../document/verify-pdf.ts'
import { partsOf } from '../id.ts'
import { canonical } from '../ledger/canonical.ts'
import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import type { ExportedDocument } from './exported-record.ts'
import { documentOrder, versionOrder } from './record-order.ts'

/**
 * Checks each PDF's seal, and that it was made of what the ledger commits to: its manifest names the
 * commitments of the signed note and of each addition, and where in the chain they stand.
 *
 * @param fingerprints of the keys that may have sealed
 */
export async function verifyDocuments(
  files: ExportFiles,
  client: ClientRecords,
  fingerprints: ReadonlySet<string>,
): Promise<ExportFault[]> {
  const faults: ExportFault[] = []
  // One after another: a file may be large.
  for (const { value } of client.documents)
    faults.push(...(await verifyDocument(files, client, value, fingerprints)))
  return [...faults, ...missingDocuments(client), ...strayDocuments(files, client)]
}

const sha256Of = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

async function verifyDocument(
  files: ExportFiles,
  client: ClientRecords,
  { document }: ExportedDocument,
  fingerprints: ReadonlySet<string>,
): Promise<ExportFault[]> {
  const { documentId } = document
  const file = pathOf(client, { document })
  const place = { clientId: client.clientId, file, record: documentId }
  const pdf = files.read(file)
  if (!pdf) return [{ kind: 'document_missing', ...place }]
  const { faults, certificate, manifest } = await verifyPdf(pdf)
  if (faults[0]) return [{ kind: 'seal', ...place, broken: faults[0] }]
  if (!certificate || !fingerprints.has(certificate.keyFingerprint))
    return [{ kind: 'seal', ...place, broken: 'another_key' }]
  const sha256 = sha256Of(pdf)
  const same =
    manifest &&
    sha256 === document.sha256 &&
    pdf.length === document.bytes &&
    canonical(manifest) === document.manifest &&
    manifest.document.id === documentId &&
    manifest.document.version === document.version &&
    isMadeOf(client, document, manifest)
  return same ? [] : [{ kind: 'document_disagrees', ...place }]
}

function isMadeOf(client: ClientRecords, document: ClientDocument, manifest: Manifest): boolean {
  if (isOfNote(document)) return isMadeOfNote(client, document.noteId, document.version, manifest)
  if (isOfPlan(document)) return isMadeOfPlan(client, document.planId, manifest)
  return isOfPacket(document)
    ? isMadeOfPacket(client, document, manifest)
    : isMadeOfAsked(client, document.documentId, manifest)
}

/** Version n shows the signed note and the first n - 1 additions, each as its event commits to it. */
function isMadeOfNote(
  { chain, events }: ClientRecords,
  noteId: string,
  version: number,
  { sources }: Manifest,
): boolean {
  return (
    sources.length === version &&
    sources.every((source, i) => {
      if (!('noteId' in source)) return false
      const event = events.get(source.ledger.seq)
      return (
        source.noteId === noteId &&
        source.ledger.chain === chain?.chain &&
        event?.about['noteId'] === noteId &&
        event.commitment === source.commitment &&
        (event.type === 'note_signed') === (i === 0)
      )
    })
  )
}

/** It shows the plan as it was signed, and that is there. */
function isMadeOfPlan(
  { chain, events, plans }: ClientRecords,
  planId: string,
  { sources: [source, ...more] }: Manifest,
): boolean {
  if (!source || !('planId' in source) || more.length > 0) return false
  const event = events.get(source.ledger.seq)
  return (
    source.planId === planId &&
    source.ledger.chain === chain?.chain &&
    event?.type === 'plan_signed' &&
    event.about['planId'] === planId &&
    event.commitment === source.commitment &&
    plans.some(({ value }) => value.plan.planId === planId)
  )
}

/** It shows the words that an event commits to, and they are there. */
function isMadeOfAsked(
  { chain, events, asked }: ClientRecords,
  documentId: string,
  { sources: [source, ...more] }: Manifest,
): boolean {
  if (!source || !('documentId' in source && 'ledger' in source) || more.length > 0) return false
  const event = events.get(source.ledger.seq)
  return (
    source.documentId === documentId &&
    source.ledger.chain === chain?.chain &&
    event?.about['documentId'] === documentId &&
    event.commitment === source.commitment &&
    asked.some(({ value }) => value.record.documentId === documentId)
  )
}

/**
 * A volume shows notes and additions that events commit to; the cover what was asked for, plans that
 * were signed, and every volume as it lies here.
 */
function isMadeOfPacket(
  { events, chain, packets, documents }: ClientRecords,
  { releaseId, volume }: PacketDocument,
  { sources }: Manifest,
): boolean {
  const packet = packets.find(({ value }) => value.words.releaseId === releaseId)?.value
  if (!packet) return false
  const isOfEvent = (source: RecordSource | PlanSource, name: 'noteId' | 'planId') => {
    const event = events.get(source.ledger.seq)
    const id = 'planId' in source ? source.planId : source.noteId
    return (
      source.ledger.chain === chain?.chain &&
      event?.about[name] === id &&
      event.commitment === source.commitment
    )
  }
  if (volume !== COVER)
    return sources.every((source) => 'noteId' in source && isOfEvent(source, 'noteId'))
  const volumes = sources.flatMap((source) =>
    'documentId' in source && 'sha256' in source ? [source] : [],
  )
  const there = documents.map(({ value }) => value.document)
  return (
    volumes.length === packet.made.length &&
    sources.every((source) => {
      if ('planId' in source) return isOfEvent(source, 'planId')
      if ('releaseId' in source) return source.sha256 === sha256Of(canonical(packet.words))
      return (
        'documentId' in source &&
        'sha256' in source &&
        there.some(
          ({ documentId, sha256 }) => documentId === source.documentId && sha256 === source.sha256,
        )
      )
    })
  )
}

/**
 * Of each signed note at least the newest version is there, and every plan's and all that was asked for,
 * unless it was still to be made.
 */
function missingDocuments(client: ClientRecords): ExportFault[] {
  const { clientId, folder, notes, plans, asked, packets, releases, documents } = client
  // Nothing more was made of it.
  const isStopped = (releaseId: string) =>
    releases.some(
      ({ value: { release } }) =>
        release.releaseId === releaseId &&
        (release.stopped !== undefined || release.state === 'revoked'),
    )
  const there = new Set(documents.map(({ value }) => documentOrder(value)))
  const known = new Set(documents.map(({ value }) => value.document.documentId))
  const wanted = [
    ...asked.map(({ value: { record, awaitsDocument } }) => ({
      documentId: record.documentId,
      awaitsDocument,
    })),
    ...plans.flatMap(({ value: { plan, signed, awaitsDocument } }) =>
      signed ? [{ documentId: planDocumentIdOf(plan.planId), awaitsDocument }] : [],
    ),
    ...packets.flatMap(({ value: { words, made, awaitsStep } }) =>
      [...Array(made.length + 1).keys()].map((volume) => ({
        documentId: packetDocumentId(words.releaseId, volume),
        awaitsDocument:
          volume === COVER && (awaitsStep !== undefined || isStopped(words.releaseId)),
      })),
    ),
  ]
  const unmade = wanted
    .filter(({ documentId, awaitsDocument }) => !awaitsDocument && !known.has(documentId))
    .map(({ documentId }): ExportFault => {
      const file = `${folder}/documents.jsonl`
      return { kind: 'document_missing', clientId, file, record: documentId }
    })
  const ofNotes = notes.flatMap(({ value: { note, awaitsDocument } }): ExportFault[] => {
    if (note.state !== 'signed') return []
    const newest = note.additions + 1
    if (there.has(versionOrder(note.noteId, newest)) || awaitsDocument === newest) return []
    return [
      {
        kind: 'document_missing',
        clientId,
        file: `${folder}/documents.jsonl`,
        record: note.noteId,
      },
    ]
  })
  return [...ofNotes, ...unmade]
}

/** A PDF of which no record tells. */
function strayDocuments(files: ExportFiles, client: ClientRecords): ExportFault[] {
  const { clientId, folder, documents } = client
  const known = new Set(documents.map(({ value }) => pathOf(client, value)))
  return files
    .paths()
    .filter((path) => path.startsWith(`${folder}/documents/`) && !known.has(path))
    .map((file) => ({ kind: 'record_unknown', clientId, file }))
}

const pathOf = ({ folder }: ClientRecords, { document }: Pick<ExportedDocument, 'document'>) =>
  `${folder}/documents/${partsOf(document.documentId).own}.pdf`
