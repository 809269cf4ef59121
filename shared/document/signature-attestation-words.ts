import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { Instant } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { SignedForm, SignerOnTheDay } from '../note/signed-form.ts'

/**
 * An author's attestation of their signature under a note: that the entry of a date of service is
 * theirs. It identifies the client and the entry, and only the author can give it (Medicare Program
 * Integrity Manual, chapter 3, 3.3.2.4.C). The author's statement is its signature.
 */
export const SignatureAttestationWords = z.strictObject({
  kind: z.literal('signature-attestation'),
  practice: SignedForm.shape.practice,
  client: SignedForm.shape.client,
  entry: z.strictObject({
    noteId: ClientThingId,
    title: z.string(),
    start: Instant,
    end: Instant,
    services: SignedForm.shape.session.shape.services,
    placeOfService: SignedForm.shape.session.shape.placeOfService,
    /** Who signed it, as they were then, and when. */
    signer: SignerOnTheDay,
    signedAt: Instant,
    commitment: z.string(),
    ledgerSeq: z.int().positive(),
  }),
  part2: Part2Statement.optional(),
})
export type SignatureAttestationWords = z.infer<typeof SignatureAttestationWords>
