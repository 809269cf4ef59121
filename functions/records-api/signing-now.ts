import type { Caller } from '../../shared/access/caller.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import type { Signing } from '../../shared/note/signer.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'

/**
 * How the caller signs, now.
 *
 * @throws Refused `fresh_sign_in_required`, `statement_not_accepted`
 */
export function signingNow(
  { now, signInMethod, signer }: Pick<NotesContext, 'now' | 'signInMethod' | 'signer'>,
  { member, authTime }: Caller,
  { accepted, statementVersion }: { accepted: boolean; statementVersion: string },
): Signing {
  const signedAt = now()
  insistOnFreshSignIn(authTime, signedAt)
  if (!accepted) throw new Refused('statement_not_accepted')
  return { signer: member, signedAt, statementVersion, signInMethod, keyArn: signer.keyArn }
}
