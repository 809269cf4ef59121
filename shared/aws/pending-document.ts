import { AskedKind } from '../document/document-item.ts'
import { PacketKind } from '../document/packet-words.ts'
import type { ClientThingId, Id } from '../id.ts'
import { bytesOf, type Item, numberOf, textOf } from './item.ts'

/** What waits for its document, by kind, as its item says. */
export type PendingDocument =
  | PendingNote
  | PendingPlan
  | PendingCertificate
  | PendingAsked
  | PendingPacket

/** A signed note that waits for a version of its document. */
export interface PendingNote {
  readonly kind: 'progress-note'
  readonly practiceId: string
  readonly noteId: ClientThingId
  /** 1 is the note as signed; every addendum and co-signature is one more. */
  readonly version: number
  readonly sealed: Uint8Array
  /** What its item says openly. */
  readonly open: Item
}

/** A treatment plan that was signed, whatever became of it since. */
export interface PendingPlan {
  readonly kind: 'treatment-plan'
  readonly practiceId: Id
  readonly planId: ClientThingId
  readonly sealed: Uint8Array
}

/** A part of a certificate of destruction. */
export interface PendingCertificate {
  readonly kind: 'certificate-of-destruction'
  readonly clientId: Id
  readonly part: number
  /** A `Certificate` as JSON. */
  readonly certificate: string
}

/** A document that somebody asked for. */
export interface PendingAsked {
  readonly kind: AskedKind
  readonly practiceId: Id
  readonly documentId: ClientThingId
  readonly sealed: Uint8Array
}

/** The next step of a packet: a volume, or the cover. */
export interface PendingPacket {
  readonly kind: PacketKind
  readonly practiceId: Id
  readonly releaseId: ClientThingId
  /** From 1. */
  readonly step: number
}

/** @returns undefined for an item that waits for nothing: rendered, in error, or of another kind */
export function pendingDocumentOf(item: Item): PendingDocument | undefined {
  if (item['pendingPdf'] === undefined) return undefined
  if (item['kind'] === 'certificate-of-destruction') {
    return {
      kind: 'certificate-of-destruction',
      clientId: textOf(item, 'clientId'),
      part: numberOf(item, 'part'),
      certificate: textOf(item, 'certificate'),
    }
  }
  const asked = AskedKind.safeParse(item['kind'])
  if (asked.success) {
    return {
      kind: asked.data,
      practiceId: textOf(item, 'practiceId'),
      documentId: textOf(item, 'documentId'),
      sealed: bytesOf(item, 'sealed'),
    }
  }
  const packet = PacketKind.safeParse(item['kind'])
  if (packet.success) {
    return {
      kind: packet.data,
      practiceId: textOf(item, 'practiceId'),
      releaseId: textOf(item, 'releaseId'),
      step: numberOf(item, 'pendingPdf'),
    }
  }
  if (item['planId'] !== undefined) {
    return {
      kind: 'treatment-plan',
      practiceId: textOf(item, 'practiceId'),
      planId: textOf(item, 'planId'),
      sealed: bytesOf(item, 'sealed'),
    }
  }
  if (item['state'] !== 'signed') return undefined
  const { sealed: _sealed, ...open } = item
  return {
    kind: 'progress-note',
    practiceId: textOf(item, 'practiceId'),
    noteId: textOf(item, 'noteId'),
    version: numberOf(item, 'pendingPdf'),
    sealed: bytesOf(item, 'sealed'),
    open,
  }
}

/** For a log: opaque ids alone. */
export function namesOf(pending: PendingDocument): Readonly<Record<string, string | number>> {
  switch (pending.kind) {
    case 'progress-note':
      return { noteId: pending.noteId, version: pending.version }
    case 'treatment-plan':
      return { planId: pending.planId }
    case 'certificate-of-destruction':
      return { clientId: pending.clientId, part: pending.part }
    case 'insurance-packet':
    case 'record-copy':
      return { releaseId: pending.releaseId, step: pending.step }
    default:
      return { documentId: pending.documentId }
  }
}
