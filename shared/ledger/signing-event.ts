import type { ClientThingId, Id } from '../id.ts'
import type { ElectronicSignature } from '../note/signed-form.ts'
import type { SignedPlan } from '../plan/signed-plan.ts'
import type { EventDraft } from './event.ts'

const types = {
  author: 'note_signed',
  addendum: 'addendum_signed',
  'co-signature': 'note_co_signed',
  attestation: 'note_attested',
} as const

export interface SigningPlace {
  readonly chain: string
  readonly noteId: ClientThingId
  readonly sessionId: ClientThingId
}

/** What tells the revision that was signed, which addition it is, by its number, or which document. */
export type SignedPart =
  | { readonly revision: string }
  | { readonly addition: string }
  | { readonly documentId: string }

/**
 * The event that tells of a signature, all but its place in the chain. The signed form says all of
 * it, so that whoever can open the form can put together the very same event again.
 */
export function signingEvent(
  { chain, noteId, sessionId }: SigningPlace,
  signature: ElectronicSignature,
  part: SignedPart,
): EventDraft & { readonly actorId: Id } {
  const type = types[signature.meaning]
  return { chain, type, about: { noteId, sessionId, ...part }, ...told(signature) }
}

/** The same of a treatment plan, and which one it takes the place of. */
export const planSigningEvent = (
  chain: string,
  { planId, former, signature }: Pick<SignedPlan, 'planId' | 'former' | 'signature'>,
): EventDraft => ({
  chain,
  type: 'plan_signed',
  about: { planId, ...(former && { supersedes: former.planId }) },
  ...told(signature),
})

function told(signature: ElectronicSignature) {
  const { signer, meaning, statementVersion, signedAt, keyArn, algorithm, commitment, value } =
    signature
  return {
    actorId: signer.memberId,
    at: signedAt,
    commitment,
    signature: { meaning, statementVersion, keyArn, algorithm, value },
  }
}
