import { addAddendum } from './add-addendum.ts'
import { attestSignature } from './attest-signature.ts'
import { auditNote } from './audit-note.ts'
import { coSignNote } from './co-sign-note.ts'
import type { RecordsContext } from './context.ts'
import { enterInError } from './enter-in-error.ts'
import { listNotes } from './list-notes.ts'
import { listTemplates } from './list-templates.ts'
import { notesContext } from './notes-context.ts'
import { openNote } from './open-note.ts'
import { preflightClient } from './preflight-client.ts'
import { readNote } from './read-note.ts'
import { listRevisions, readRevision } from './read-revisions.ts'
import { restoreRevision } from './restore-revision.ts'
import { saveDraft } from './save-draft.ts'
import { signNote } from './sign-note.ts'

export const noteEndpoints = (records: RecordsContext) => {
  const context = notesContext(records)
  return [
    listTemplates(),
    listNotes(context),
    openNote(context),
    readNote(context),
    auditNote(context),
    preflightClient(context),
    saveDraft(context),
    listRevisions(context),
    readRevision(context),
    restoreRevision(context),
    signNote(context),
    coSignNote(context),
    addAddendum(context),
    attestSignature(context),
    enterInError(context),
  ]
}
