import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { EnteredInError, Note } from './note.ts'

/** Who marked a note, and why. Sealed; the ledger commits to all but the nonce. */
export const ErrorRecord = z.strictObject({
  form: z.literal('noteseal/entered-in-error/1'),
  noteId: ClientThingId,
  memberId: Id,
  at: Instant,
  reason: z.string(),
  nonce: z.base64(),
})
export type ErrorRecord = z.infer<typeof ErrorRecord>

/**
 * Marks a note that should not be where it is: in the wrong chart, about the wrong session. It is
 * kept, out of lists, and its session is without a note again.
 *
 * @throws Refused `already_entered_in_error`, `stale_revision`
 */
export function enterInError(
  note: Note,
  act: { version: number; memberId: Id; at: Instant },
): EnteredInError {
  if (note.state === 'entered-in-error')
    throw new Refused('already_entered_in_error', [note.noteId])
  if (note.version !== act.version) throw new Refused('stale_revision', [`"${note.version}"`])
  return {
    ...note,
    state: 'entered-in-error',
    version: note.version + 1,
    enteredInErrorAt: act.at,
    enteredInErrorBy: act.memberId,
  }
}
