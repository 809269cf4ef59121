import { z } from 'zod'
import { type Id, partsOf } from '../id.ts'
import { ChainExport } from '../ledger/chain-export.ts'
import { Event } from '../ledger/event.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { ExportedAccess } from './exported-access.ts'
import {
  ExportedAddition,
  ExportedAsked,
  ExportedClient,
  ExportedConsent,
  ExportedDiagnosis,
  ExportedDocument,
  ExportedHold,
  ExportedMeasure,
  ExportedNote,
  ExportedObligation,
  ExportedPacket,
  ExportedPlan,
  type ExportedRecord,
  ExportedRelease,
  ExportedSession,
} from './exported-record.ts'
import { type Read, readRecord, readRecords } from './read-records.ts'
import { documentOrder, noteOrder } from './record-order.ts'

/** A chain whose events are still to be looked at, one by one. */
export const Envelope = ChainExport.extend({ events: z.array(z.unknown()) })
export type Envelope = z.infer<typeof Envelope>

const NoteLine = z.discriminatedUnion('form', [ExportedNote, ExportedAddition])

/** All that an export has of one client, as far as it could be read. */
export interface ClientRecords {
  readonly clientId: Id
  readonly folder: string
  readonly client: ExportedClient | undefined
  readonly chain: Envelope | undefined
  /** Those that are events, by sequence number; of a number that is there twice, the first. */
  readonly events: ReadonlyMap<number, Event>
  readonly sessions: readonly Read<ExportedSession>[]
  readonly obligations: readonly Read<ExportedObligation>[]
  readonly notes: readonly Read<ExportedNote>[]
  readonly additions: readonly Read<ExportedAddition>[]
  readonly holds: readonly Read<ExportedHold>[]
  readonly diagnoses: readonly Read<ExportedDiagnosis>[]
  readonly measures: readonly Read<ExportedMeasure>[]
  readonly plans: readonly Read<ExportedPlan>[]
  readonly consents: readonly Read<ExportedConsent>[]
  readonly releases: readonly Read<ExportedRelease>[]
  readonly asked: readonly Read<ExportedAsked>[]
  readonly packets: readonly Read<ExportedPacket>[]
  readonly documents: readonly Read<ExportedDocument>[]
  /** Who looked at it; no part of the record. */
  readonly access: readonly Read<ExportedAccess>[]
  readonly faults: readonly ExportFault[]
}

type ListName = keyof {
  [K in keyof ClientRecords as ClientRecords[K] extends readonly Read<ExportedRecord>[]
    ? K
    : never]: true
}

/** Every list of records: one that is not named here does not compile. */
const lists: { readonly [K in ListName]: true } = {
  sessions: true,
  obligations: true,
  notes: true,
  additions: true,
  holds: true,
  diagnoses: true,
  measures: true,
  plans: true,
  consents: true,
  releases: true,
  asked: true,
  packets: true,
  documents: true,
}

/** All that an export has of a client besides the ledger. */
export function recordsOf(client: ClientRecords): ExportedRecord[] {
  const names = Object.keys(lists) as ListName[]
  return [
    ...(client.client ? [client.client] : []),
    ...names.flatMap((name) => client[name].map(({ value }): ExportedRecord => value)),
  ]
}

export const clientFolder = (clientId: Id) => `clients/${clientId}`

/** Reads one client's files, and says what in them has not the form that it must have. */
export function readClient(files: ExportFiles, clientId: Id): ClientRecords {
  const folder = clientFolder(clientId)
  const faults: ExportFault[] = []
  const place = (name: string) => ({ clientId, file: `${folder}/${name}` })

  const one = <S extends z.ZodType>(name: string, schema: S) => {
    const bytes = files.read(`${folder}/${name}`)
    const value = bytes && readRecord(bytes, schema)
    if (bytes && value === undefined) faults.push({ kind: 'malformed', ...place(name) })
    return value
  }
  const many = <S extends z.ZodType>(
    name: string,
    schema: S,
    order: (value: z.output<S>) => string,
    owner: (value: z.output<S>) => string,
  ): Read<z.output<S>>[] => {
    const bytes = files.read(`${folder}/${name}`) ?? new Uint8Array()
    const read = readRecords(bytes, schema, place(name), order)
    faults.push(...read.faults)
    return read.records.filter(({ value, line }) => {
      if (owner(value) === clientId) return true
      faults.push({ kind: 'another_client', ...place(name), line })
      return false
    })
  }
  const ofThing = (id: string) => partsOf(id).clientId

  const client = one('client.json', ExportedClient)
  const owners = client && [client.client.clientId, client.demographics.clientId]
  if (owners?.some((owner) => owner !== clientId))
    faults.push({ kind: 'another_client', ...place('client.json') })
  const chain = one('ledger.json', Envelope)
  const notes = many('notes.jsonl', NoteLine, noteOrder, (it) => ofThing(noteIdOf(it)))
  return {
    clientId,
    folder,
    client,
    chain,
    events: eventsIn(chain),
    sessions: many(
      'sessions.jsonl',
      ExportedSession,
      (it) => it.sessionId,
      (it) => ofThing(it.sessionId),
    ),
    obligations: many(
      'obligations.jsonl',
      ExportedObligation,
      ({ obligation }) => obligation.obligationId,
      ({ obligation }) => obligation.clientId,
    ),
    notes: notes.filter(isNote),
    additions: notes.filter(isAddition),
    holds: many(
      'holds.jsonl',
      ExportedHold,
      ({ hold }) => hold.holdId,
      ({ hold }) => ofThing(hold.holdId),
    ),
    diagnoses: many(
      'diagnoses.jsonl',
      ExportedDiagnosis,
      ({ diagnosis }) => diagnosis.diagnosisId,
      ({ diagnosis }) => ofThing(diagnosis.diagnosisId),
    ),
    measures: many(
      'measures.jsonl',
      ExportedMeasure,
      ({ measure }) => measure.measureId,
      ({ measure }) => ofThing(measure.measureId),
    ),
    consents: many(
      'consents.jsonl',
      ExportedConsent,
      ({ consent }) => consent.consentId,
      ({ consent }) => ofThing(consent.consentId),
    ),
    plans: many(
      'plans.jsonl',
      ExportedPlan,
      ({ plan }) => plan.planId,
      ({ plan }) => ofThing(plan.planId),
    ),
    releases: many(
      'releases.jsonl',
      ExportedRelease,
      ({ release }) => release.releaseId,
      ({ release }) => ofThing(release.releaseId),
    ),
    asked: many(
      'asked.jsonl',
      ExportedAsked,
      ({ record }) => record.documentId,
      ({ record }) => ofThing(record.documentId),
    ),
    packets: many(
      'packets.jsonl',
      ExportedPacket,
      ({ words }) => words.releaseId,
      ({ words }) => ofThing(words.releaseId),
    ),
    access: many(
      'access.jsonl',
      ExportedAccess,
      ({ key }) => key,
      (it) => it.clientId,
    ),
    documents: many('documents.jsonl', ExportedDocument, documentOrder, ({ document }) =>
      ofThing(document.documentId),
    ),
    faults,
  }
}

type NoteLine = ExportedNote | ExportedAddition

const isNote = (it: Read<NoteLine>): it is Read<ExportedNote> =>
  it.value.form === 'noteseal/exported-note/1'

const isAddition = (it: Read<NoteLine>): it is Read<ExportedAddition> =>
  it.value.form === 'noteseal/exported-addition/1'

const noteIdOf = (it: NoteLine) =>
  it.form === 'noteseal/exported-note/1' ? it.note.noteId : it.noteId

export function eventsIn(chain: Envelope | undefined): Map<number, Event> {
  const events = new Map<number, Event>()
  for (const candidate of chain?.events ?? []) {
    const read = Event.safeParse(candidate)
    if (read.success && !events.has(read.data.seq)) events.set(read.data.seq, read.data)
  }
  return events
}
