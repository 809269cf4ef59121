import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, derivedId, Id, partsOf } from '../id.ts'
import { PacketKind } from './packet-words.ts'

const stored = {
  documentId: ClientThingId,
  version: z.number().int().positive(),
  /** Of the object in the documents bucket. */
  key: z.string(),
  /** Of the sealed PDF, in hexadecimal. */
  sha256: z.string(),
  bytes: z.number().int(),
  pages: z.number().int(),
  /** As in the manifest: when its newest part was signed, or the moment that it certifies. */
  createdAt: Instant,
  /** When an authority saw its seal (PAdES B-T). Absent: none did (B-B). */
  timeStampedAt: Instant.optional(),
  /** As of when what is kept in it shows that no certificate was revoked (B-LT). Absent: nothing does. */
  notRevokedAsOf: Instant.optional(),
  /** As in the PDF's metadata, canonical JSON. */
  manifest: z.string(),
}

/** What the records know of a note's document. Opaque ids, hashes and sizes: no PHI. */
export const NoteDocument = z.object({
  kind: z.enum(['progress-note', 'intake-assessment', 'discharge-summary']),
  noteId: ClientThingId,
  ...stored,
})
export type NoteDocument = z.infer<typeof NoteDocument>

/** The same of a certificate of destruction. */
export const CertificateDocument = z.object({
  kind: z.literal('certificate-of-destruction'),
  clientId: Id,
  part: z.union([z.literal(1), z.literal(2)]),
  ...stored,
})
export type CertificateDocument = z.infer<typeof CertificateDocument>

/** The same of one volume of a packet. */
export const PacketDocument = z.object({
  kind: PacketKind,
  clientId: Id,
  releaseId: ClientThingId,
  /** From 1; 0 is the cover. */
  volume: z.int().nonnegative(),
  ...stored,
})
export type PacketDocument = z.infer<typeof PacketDocument>

/** What somebody asks for, apart from notes and certificates: see `asked-words.ts`. */
export const AskedKind = z.enum([
  'signature-attestation',
  'superbill',
  'accounting-of-disclosures',
  'hold-notice',
  'physician-letter',
])
export type AskedKind = z.infer<typeof AskedKind>

/** The same of a document that was asked for. */
export const AskedDocument = z.object({
  kind: AskedKind,
  clientId: Id,
  /** The note that it is about, where it is about one. */
  noteId: ClientThingId.optional(),
  ...stored,
})
export type AskedDocument = z.infer<typeof AskedDocument>

/** The same of a treatment plan’s. */
export const PlanDocument = z.object({
  kind: z.literal('treatment-plan'),
  planId: ClientThingId,
  ...stored,
})
export type PlanDocument = z.infer<typeof PlanDocument>

export const DocumentItem = z.discriminatedUnion('kind', [
  NoteDocument,
  CertificateDocument,
  PlanDocument,
  PacketDocument,
  AskedDocument,
])
export type DocumentItem = z.infer<typeof DocumentItem>

/** One id for one version of one note's document: the same whenever it is made. */
export function documentIdOf(noteId: ClientThingId, version: number): ClientThingId {
  return `${partsOf(noteId).clientId}.${derivedId('progress-note', noteId, String(version))}`
}

/** One id for each part of a client's certificate. */
export function certificateIdOf(clientId: Id, part: CertificateDocument['part']): ClientThingId {
  return `${clientId}.${derivedId('certificate-of-destruction', clientId, String(part))}`
}

/** One id for a signed plan's document. */
export function planDocumentIdOf(planId: ClientThingId): ClientThingId {
  return `${partsOf(planId).clientId}.${derivedId('treatment-plan', planId)}`
}

/** What lies in a client's own record: their certificates do not. */
export const ClientDocument = z.discriminatedUnion('kind', [
  NoteDocument,
  PlanDocument,
  PacketDocument,
  AskedDocument,
])
export type ClientDocument = z.infer<typeof ClientDocument>

export const isAsked = (document: ClientDocument): document is AskedDocument =>
  AskedKind.safeParse(document.kind).success

export const isOfPacket = (document: ClientDocument): document is PacketDocument =>
  PacketKind.safeParse(document.kind).success

export const isOfPlan = (document: ClientDocument): document is PlanDocument =>
  document.kind === 'treatment-plan'

/** A note's has as many versions as the note; every other kind has one. */
export const isOfNote = (document: ClientDocument): document is NoteDocument =>
  !isOfPlan(document) && !isOfPacket(document) && !isAsked(document)
