import type { Instant } from '../clock.ts'
import type { ClientThingId } from '../id.ts'
import type { Addition, Paper, SignedForm } from '../note/signed-form.ts'

/**
 * What a document was made of and by what. It stands in the PDF's metadata and beside the PDF, and
 * holds opaque ids, hashes and versions only: nothing of it says who the client is or what was
 * written.
 */
export interface Manifest {
  readonly format: 'noteseal/document/1'
  readonly document: DocumentIdentity & { readonly kind: 'progress-note' }
  readonly sources: readonly Source[]
  readonly renderer: { readonly typesetter: string; readonly compiler: string }
  readonly template: { readonly name: string; readonly version: number; readonly sha256: string }
  readonly fonts: readonly { readonly name: string; readonly sha256: string }[]
  /** SHA-256 of the document key's public half. */
  readonly seal: { readonly keyFingerprint: string }
}

export interface DocumentIdentity {
  readonly id: ClientThingId
  /** From 1. A later version holds all that the one before held, and what was added. */
  readonly version: number
  /** When the newest part of it was signed, so that it is the same whenever it is typeset. */
  readonly createdAt: Instant
  readonly paper: Paper
}

/** A sealed record that the document shows, and where the ledger commits to it. */
export interface Source {
  readonly form: string
  readonly noteId: ClientThingId
  readonly commitment: string
  readonly ledger: { readonly chain: string; readonly seq: number }
}

export function sourceOf(record: SignedForm | Addition): Source {
  const { form, noteId, signature, ledger } = record
  return { form, noteId, commitment: signature.commitment, ledger }
}
