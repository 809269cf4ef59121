import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { ElectronicSignature } from '../note/signed-form.ts'
import { AskedWords } from './asked-words.ts'
import type { AskedSource, DocumentIdentity } from './manifest.ts'

/** What is sealed while a document waits to be made, and stays: the ledger commits to it. */
export const AskedRecord = z.strictObject({
  form: z.literal('noteseal/asked-document/1'),
  documentId: ClientThingId,
  words: AskedWords,
  askedBy: Id,
  askedAt: Instant,
  /** Of a kind that somebody puts their name to. */
  signature: ElectronicSignature.optional(),
  ledger: z.strictObject({ chain: z.string(), seq: z.int().positive() }),
  /** 32 random bytes: with them, and only with them, the commitment can be checked. */
  nonce: z.base64(),
})
export type AskedRecord = z.infer<typeof AskedRecord>

/** The same where somebody signed it. */
export type SignedAskedRecord = AskedRecord & { readonly signature: ElectronicSignature }

/** What a kind is typeset from. */
export interface AskedTypesetting<W extends AskedWords> {
  readonly words: W
  readonly signature: ElectronicSignature | undefined
  readonly document: DocumentIdentity
  readonly practiceSeal: { readonly fingerprint: string }
  readonly source: AskedSource
}
