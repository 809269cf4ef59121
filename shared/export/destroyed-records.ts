import { type Id, partsOf } from '../id.ts'
import type { Event, Head } from '../ledger/event.ts'
import { type Envelope, Envelope as EnvelopeForm } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { ExportedAccess } from './exported-access.ts'
import { ExportedCertificate, ExportedRegisterEntry } from './exported-record.ts'
import { type Read, readRecord, readRecords } from './read-records.ts'

/** What the practice's chain tells of a record that was destroyed: where the client's own chain ended. */
export interface Destruction {
  readonly clientId: Id
  readonly head: Head
  /** Of the practice's chain. */
  readonly event: number
}

/** What an export has of one client whose record was destroyed, as far as it could be read. */
export interface DestroyedRecords {
  readonly clientId: Id
  readonly folder: string
  readonly chain: Envelope | undefined
  readonly certificates: readonly Read<ExportedCertificate>[]
  readonly register: readonly Read<ExportedRegisterEntry>[]
  /** Who looked at the record while there was one, and at what is left since. */
  readonly access: readonly Read<ExportedAccess>[]
  readonly faults: readonly ExportFault[]
}

/** Those of whom the practice's chain tells, each once. */
export function destructionsIn(events: ReadonlyMap<number, Event>): Map<Id, Destruction> {
  const found = [...events.values()]
    .filter(({ type }) => type === 'record_destroyed')
    .map(({ seq, about }): Destruction => {
      const { clientId = '', lastSeq = '', lastHash = '' } = about
      return { clientId, head: { seq: Number(lastSeq), hash: lastHash }, event: seq }
    })
  return new Map(found.map((each) => [each.clientId, each]))
}

export const destroyedFolder = (clientId: Id) => `destroyed/${clientId}`

export const certificatePath = (clientId: Id, documentId: string) =>
  `${destroyedFolder(clientId)}/certificates/${partsOf(documentId).own}.pdf`

/** Reads one such client's files, and says what in them has not the form that it must have. */
export function readDestroyed(files: ExportFiles, clientId: Id): DestroyedRecords {
  const folder = destroyedFolder(clientId)
  const place = (name: string) => ({ clientId, file: `${folder}/${name}` })
  const bytesOf = (name: string) => files.read(`${folder}/${name}`)
  const bytes = bytesOf('ledger.json')
  const chain = bytes && readRecord(bytes, EnvelopeForm)
  const certificates = readRecords(
    bytesOf('certificates.jsonl') ?? new Uint8Array(),
    ExportedCertificate,
    place('certificates.jsonl'),
    ({ certificate }) => String(certificate.part),
  )
  const register = readRecords(
    bytesOf('register.jsonl') ?? new Uint8Array(),
    ExportedRegisterEntry,
    place('register.jsonl'),
    ({ entry }) => entry.clientId,
  )
  const access = readRecords(
    bytesOf('access.jsonl') ?? new Uint8Array(),
    ExportedAccess,
    place('access.jsonl'),
    ({ key }) => key,
  )
  return {
    clientId,
    folder,
    chain,
    certificates: certificates.records,
    register: register.records,
    access: access.records,
    faults: [
      ...(bytes && !chain ? [{ kind: 'malformed' as const, ...place('ledger.json') }] : []),
      ...certificates.faults,
      ...register.faults,
      ...access.faults,
    ],
  }
}
