import { clientChain } from '../../shared/aws/client-table.ts'
import type { Position } from '../../shared/aws/ledger-table.ts'
import type { SignedAskedRecord } from '../../shared/document/asked-record.ts'
import { commit, newNonce } from '../../shared/ledger/commitment.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'
import { type SignedPart, signingEvent } from '../../shared/ledger/signing-event.ts'
import { type StatementAbout, statementText } from '../../shared/ledger/statement.ts'
import type { Note } from '../../shared/note/note.ts'
import type {
  Addition,
  ElectronicSignature,
  Intent,
  SignedForm,
  Unsigned,
} from '../../shared/note/signed-form.ts'
import type { NotesContext } from './notes-context.ts'

type Form = SignedForm | Addition | SignedAskedRecord

/** A form with its signature, before it has its place in the chain. */
export interface Signed<T extends Form> {
  readonly at: (positions: readonly Position[]) => T
  readonly event: EventDraft
}

/**
 * Commits to a form and has KMS sign the statement about it: one call. The signature does not know
 * the form's place in the chain, so it stays good while the head moves.
 */
export async function signForm<T extends Form>(
  { signer }: Pick<NotesContext, 'signer'>,
  { practiceId, clientId, noteId, sessionId }: Note,
  form: Unsigned<T>,
  part: SignedPart,
): Promise<Signed<T>> {
  const { nonce, signature } = await signStatement(signer, form.signature, form, { noteId })
  const chain = clientChain(practiceId, clientId)
  return {
    at: ([position]) =>
      ({ ...form, signature, ledger: { chain, seq: position?.seq }, nonce }) as unknown as T,
    event: signingEvent({ chain, noteId, sessionId }, signature, part),
  }
}

/** Has KMS sign that somebody means this content: the nonce of the commitment to it, and the signature. */
export async function signStatement(
  signer: NotesContext['signer'],
  intent: Intent,
  content: object,
  about: StatementAbout,
): Promise<{ nonce: string; signature: ElectronicSignature }> {
  const nonce = newNonce()
  const commitment = commit(nonce, content)
  const { signer: who, meaning, statementVersion, signedAt } = intent
  const signerId = who.memberId
  const value = await signer.sign(
    statementText({ commitment, ...about, signerId, meaning, statementVersion, signedAt }),
  )
  return { nonce, signature: { ...intent, commitment, value } }
}
