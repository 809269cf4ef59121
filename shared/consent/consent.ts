import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { RecipientRole } from '../release/recipient.ts'
import { line, prose } from '../text.ts'
import { RecordScope } from './record-scope.ts'

/**
 * What a client agreed to. `disclosure` is an authorisation by 45 CFR 164.508, `part-2` a consent by
 * 42 CFR 2.31; one for process notes stands for itself (164.508(b)(3)(ii)), and lets nothing leave
 * here, as nothing here can open a process note.
 */
export const ConsentKind = z.enum([
  'treatment',
  'telehealth',
  'payment',
  'disclosure',
  'part-2',
  'process-notes',
])
export type ConsentKind = z.infer<typeof ConsentKind>

/** Who signed: the client, or who may act for them, and why they may. */
export const ConsentSigner = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('client') }),
  z.strictObject({ by: z.literal('representative'), name: line(120), authority: line(200) }),
])
export type ConsentSigner = z.infer<typeof ConsentSigner>

/** What a consent says. Sealed as a whole: that there is one for substance use records is PHI itself. */
export const ConsentWords = z.strictObject({
  kind: ConsentKind,
  /** Who may disclose, as the form says: usually the practice. */
  discloser: line(200).optional(),
  /** A person or organisation by name, or whole classes of them; both, and whoever is both is meant. */
  recipient: z
    .strictObject({ name: line(120).optional(), roles: z.array(RecipientRole).min(1).optional() })
    .refine(({ name, roles }) => name !== undefined || roles !== undefined, {
      path: ['name'],
      message: 'or roles must be there',
    })
    .optional(),
  purpose: line(300).optional(),
  scope: RecordScope.optional(),
  signedOn: LocalDate,
  signedBy: ConsentSigner,
  /** The last day on which it counts. */
  expiresOn: LocalDate.optional(),
  /** The event that ends it: somebody has to say, at each release, that it has not happened. */
  expiresWith: line(200).optional(),
  /** Where the signed form is kept, and what else matters. */
  remarks: prose(1000).optional(),
})
export type ConsentWords = z.infer<typeof ConsentWords>

const recorded = {
  consentId: ClientThingId,
  clientId: Id,
  recordedBy: Id,
  recordedAt: Instant,
  version: z.number().int().positive(),
}

/** What is known of a consent openly. Revoked once, for good: a new consent is a new one. */
export const Consent = z.discriminatedUnion('state', [
  z.object({ ...recorded, state: z.literal('recorded') }),
  z.object({
    ...recorded,
    state: z.literal('revoked'),
    /** When the practice learned of it: from then on nothing leaves by this consent. */
    revokedAt: Instant,
    revokedBy: Id,
  }),
])
export type Consent = z.infer<typeof Consent>

/** A consent with what it says. */
export interface WholeConsent {
  readonly consent: Consent
  readonly words: ConsentWords
}

/** As a consent is sealed. The ledger commits to all but the nonce. */
export const ConsentRecord = z.strictObject({
  form: z.literal('noteseal/consent/1'),
  consentId: ClientThingId,
  words: ConsentWords,
  nonce: z.base64(),
})
export type ConsentRecord = z.infer<typeof ConsentRecord>

/** How it was revoked, in words: sealed beside it. */
export const RevocationReason = line(500)

export const RevocationRecord = z.strictObject({
  form: z.literal('noteseal/consent-revocation/1'),
  consentId: ClientThingId,
  revokedAt: Instant,
  reason: z.string(),
  nonce: z.base64(),
})
export type RevocationRecord = z.infer<typeof RevocationRecord>
