import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { canonical } from './canonical.ts'
import type { Event, EventSignature } from './event.ts'

/**
 * What a clinician signs, by KMS: that this member gave this signature, with this meaning, at this
 * time, under these words, to what the commitment commits to. It says nothing of what was written,
 * and not where in the chain it stands, so it stays good when the head moves before it is stored.
 */
export type Statement = StatementAbout & {
  readonly commitment: string
  readonly signerId: string
  readonly meaning: EventSignature['meaning']
  /** Names the words that the signer accepted. */
  readonly statementVersion: string
  /** An `Instant`. */
  readonly signedAt: string
}

/** What was signed: a note with what was added to it, or a treatment plan. */
export type StatementAbout = { readonly noteId: string } | { readonly planId: string }

/** `form` keeps a statement apart from anything else that a key of ours may ever sign. */
const FORM = 'noteseal/statement/1'

export function statementText(statement: Statement): string {
  const { commitment, signerId, meaning, statementVersion, signedAt } = statement
  const about = 'planId' in statement ? { planId: statement.planId } : { noteId: statement.noteId }
  return canonical({
    form: FORM,
    commitment,
    ...about,
    signerId,
    meaning,
    statementVersion,
    signedAt,
  })
}

/** For KMS's Sign with `MessageType: DIGEST` and `ECDSA_SHA_256`. */
export function statementDigest(statement: Statement): Buffer {
  return createHash('sha256').update(statementText(statement)).digest()
}

/** The statement that an event's signature signs, put together from the event's own members. */
export function statementOf(event: Event): Statement | undefined {
  const { type, signature, commitment, actorId, at, about } = event
  const name = type === 'plan_signed' ? 'planId' : 'noteId'
  const id = about[name]
  if (!signature || !commitment || !id) return undefined
  const { meaning, statementVersion } = signature
  const signed = name === 'planId' ? { planId: id } : { noteId: id }
  return { commitment, ...signed, signerId: actorId, meaning, statementVersion, signedAt: at }
}

/**
 * @param signature DER
 * @param publicKeySpkiDer as KMS's GetPublicKey gives it; P-256, or nothing verifies
 */
export function verifyStatement(
  statement: Statement,
  signature: Uint8Array,
  publicKeySpkiDer: Uint8Array,
): boolean {
  const key = p256(publicKeySpkiDer)
  if (!key) return false
  return verify(
    'sha256',
    Buffer.from(statementText(statement)),
    { key, dsaEncoding: 'der' },
    signature,
  )
}

function p256(spki: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined
  } catch {
    return undefined
  }
}
