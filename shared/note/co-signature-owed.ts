import { plusHours } from '../clock.ts'
import { coSignatureObligationId, opened } from '../obligation/note-owed.ts'
import type { Obligation } from '../obligation/obligation.ts'
import type { Settings } from '../practice/settings.ts'
import type { SignedNote } from './note.ts'

/** What a supervisor owes a supervised clinician's note from its signing on. */
export function coSignatureOwed(
  { noteId, clientId, sessionId, sessionStart, signedAt, supervisorId }: SignedNote,
  { coSignatureWithinHours, lateRule }: Pick<Settings, 'coSignatureWithinHours' | 'lateRule'>,
): Obligation | undefined {
  if (supervisorId === undefined) return undefined
  return opened(
    {
      obligationId: coSignatureObligationId(noteId),
      clientId,
      kind: 'co-signature',
      sessionId,
      noteId,
      memberId: supervisorId,
      sessionStart,
      dueAt: plusHours(signedAt, coSignatureWithinHours),
    },
    lateRule,
  )
}
