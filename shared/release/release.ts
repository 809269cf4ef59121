import { z } from 'zod'
import { Instant } from '../clock.ts'
import { RecordScope } from '../consent/record-scope.ts'
import { ClientThingId, Id } from '../id.ts'
import { line } from '../text.ts'
import { ReleaseBasis } from './basis.ts'
import { Recipient } from './recipient.ts'

/** More than this is given in several releases. */
export const MOST_DOCUMENTS = 100

/**
 * What is given: sealed PDFs that exist, chosen one by one; or what is made for it: a payer's packet over
 * the days of the scope, or a copy of the record.
 */
export const ReleaseContents = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('packet'),
    /** As the insurance on file names it. */
    payer: line(120),
  }),
  z.strictObject({ of: z.literal('record') }),
  z.strictObject({
    of: z.literal('documents'),
    documents: z
      .array(ClientThingId)
      .min(1)
      .max(MOST_DOCUMENTS)
      .refine((all) => new Set(all).size === all.length, 'names a document twice'),
  }),
])
export type ReleaseContents = z.infer<typeof ReleaseContents>

/** What a release says. Sealed as a whole. */
export const ReleaseWords = z.strictObject({
  purpose: line(300),
  recipient: Recipient,
  basis: ReleaseBasis,
  scope: RecordScope,
  contents: ReleaseContents,
  /** Where a consent ends with an event: whoever asks says that it has not happened. */
  endingEventHasNotHappened: z.literal(true).optional(),
})
export type ReleaseWords = z.infer<typeof ReleaseWords>

const asked = {
  releaseId: ClientThingId,
  clientId: Id,
  askedBy: Id,
  askedAt: Instant,
  /** The consents that it leaves by: when one is revoked, its links are dead. */
  consents: z.array(ClientThingId),
  /** How far what is made for it has come. Absent where nothing has to be made. */
  progress: z
    .object({ done: z.number().int().nonnegative(), total: z.number().int().positive() })
    .optional(),
  /** Nothing more is made for it: a note of it was entered in error meanwhile. It has to be asked for anew. */
  stopped: z.enum(['note_entered_in_error']).optional(),
  version: z.number().int().positive(),
}

/** The documents that leave with it; chosen, or made for it. */
const documents = z.array(ClientThingId).min(1)

const given = { documents, givenBy: Id, givenAt: Instant }

/**
 * One disclosure, forward only: asked (what is given has still to be made) → ready → given →
 * revoked, or revoked before. Once given it is in the accounting for good; revoking ends its links.
 */
export const Release = z.discriminatedUnion('state', [
  z.object({ ...asked, state: z.literal('asked') }),
  z.object({ ...asked, state: z.literal('ready'), documents }),
  z.object({ ...asked, state: z.literal('given'), ...given }),
  z.object({
    ...asked,
    ...z.object(given).partial().shape,
    state: z.literal('revoked'),
    revokedBy: Id,
    revokedAt: Instant,
  }),
])
export type Release = z.infer<typeof Release>
export type ReleaseIn<S extends Release['state']> = Extract<Release, { state: S }>

/** As what was asked is sealed. The ledger commits to all but the nonce. */
export const ReleaseRecord = z.strictObject({
  form: z.literal('noteseal/release/1'),
  releaseId: ClientThingId,
  words: ReleaseWords,
  nonce: z.base64(),
})
export type ReleaseRecord = z.infer<typeof ReleaseRecord>

/** As it is sealed what was given, with hashes, and of what the recipient was reminded. */
export const GivenRecord = z.strictObject({
  form: z.literal('noteseal/release-given/1'),
  releaseId: ClientThingId,
  documents: z.array(z.strictObject({ documentId: ClientThingId, sha256: z.string() })),
  reminder: z.string(),
  nonce: z.base64(),
})
export type GivenRecord = z.infer<typeof GivenRecord>

/** Why it was taken back, in words. */
export const WithdrawalReason = line(500)

export const WithdrawalRecord = z.strictObject({
  form: z.literal('noteseal/release-revocation/1'),
  releaseId: ClientThingId,
  reason: z.string(),
  nonce: z.base64(),
})
export type WithdrawalRecord = z.infer<typeof WithdrawalRecord>

/** A release with what it says. */
export interface WholeRelease {
  readonly release: Release
  readonly words: ReleaseWords
  readonly given: GivenRecord | undefined
  /** Why it was revoked, once it was. */
  readonly revocation: string | undefined
}
