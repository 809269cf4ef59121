import type { Instant } from '../clock.ts'
import type { ClientThingId, Id } from '../id.ts'
import type { Addition, Paper, SignedForm } from '../note/signed-form.ts'
import type { SignedPlan } from '../plan/signed-plan.ts'
import type { Certificate } from '../retention/certificate.ts'
import type { AskedRecord } from './asked-record.ts'
import type { DocumentItem } from './document-item.ts'
import type { PacketWords } from './packet-words.ts'

/**
 * What a document was made of and by what. It stands in the PDF's metadata and beside the PDF, and
 * holds opaque ids, hashes and versions only: nothing of it says who the client is or what was
 * written.
 */
export interface Manifest {
  readonly format: 'noteseal/document/1'
  readonly document: DocumentIdentity & { readonly kind: DocumentKind }
  readonly sources: readonly Source[]
  readonly renderer: { readonly typesetter: string; readonly compiler: string }
  /** The hash is over the templates' modules and the template, one after the other. */
  readonly template: { readonly name: string; readonly version: number; readonly sha256: string }
  readonly fonts: readonly { readonly name: string; readonly sha256: string }[]
  /** SHA-256 of the document key's public half. */
  readonly seal: { readonly keyFingerprint: string }
}

/** What kinds of documents there are. */
export type DocumentKind = DocumentItem['kind']

export interface DocumentIdentity {
  readonly id: ClientThingId
  /** From 1. A later version holds all that the one before held, and what was added. */
  readonly version: number
  /**
   * When the newest part of a note was signed, the moment that a certificate certifies, or when a
   * document was asked for: so it is the same whenever it is typeset.
   */
  readonly createdAt: Instant
  readonly paper: Paper
}

/** What a document shows. */
export type Source =
  | RecordSource
  | PlanSource
  | AskedSource
  | CertificateSource
  | ChainSource
  | PacketSource
  | DocumentSource

/** A sealed record, and where the ledger commits to it. */
export interface RecordSource {
  readonly form: string
  readonly noteId: ClientThingId
  readonly commitment: string
  readonly ledger: { readonly chain: string; readonly seq: number }
}

/** The same of a treatment plan. */
export interface PlanSource {
  readonly form: SignedPlan['form']
  readonly planId: ClientThingId
  readonly commitment: string
  readonly ledger: { readonly chain: string; readonly seq: number }
}

/** The sealed words of a document that was asked for, and where the ledger commits to them. */
export interface AskedSource {
  readonly form: AskedRecord['form']
  readonly documentId: ClientThingId
  readonly commitment: string
  readonly ledger: { readonly chain: string; readonly seq: number }
}

/** What was asked for, with a nonce of its own: the hash is over its canonical text. */
export interface PacketSource {
  readonly form: PacketWords['form']
  readonly releaseId: ClientThingId
  readonly sha256: string
}

/** Another sealed document that this one names: the hash is over its bytes. */
export interface DocumentSource {
  readonly form: Manifest['format']
  readonly documentId: ClientThingId
  readonly sha256: string
}

/** What is certified: the hash is over its canonical text. */
export interface CertificateSource {
  readonly form: Certificate['form']
  readonly clientId: Id
  readonly part: Certificate['part']
  readonly sha256: string
}

/** A whole chain of the ledger, up to this event. */
export interface ChainSource {
  readonly form: 'noteseal/chain/1'
  readonly ledger: { readonly chain: string; readonly seq: number; readonly hash: string }
}

export function planSource({ form, planId, signature, ledger }: SignedPlan): PlanSource {
  return { form, planId, commitment: signature.commitment, ledger }
}

export function sourceOf(record: SignedForm | Addition): RecordSource {
  const { form, noteId, signature, ledger } = record
  return { form, noteId, commitment: signature.commitment, ledger }
}
