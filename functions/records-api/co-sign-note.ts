import { coSignNoteOperation } from '../../shared/api/notes.ts'
import { closeObligation } from '../../shared/aws/close-obligation.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { coSign } from '../../shared/note/add-to-note.ts'
import { coSignatureObligationId } from '../../shared/obligation/note-owed.ts'
import { addAddition } from './add-addition.ts'
import type { NotesContext } from './notes-context.ts'
import { signingNow } from './signing-now.ts'

/** `POST /v1/notes/{noteId}/co-signature`. */
export const coSignNote = (context: NotesContext) =>
  endpoint(
    coSignNoteOperation,
    async ({ path: { noteId }, body, caller, ifMatch, idempotencyKey }) => {
      const signing = signingNow(context, caller, body)
      const { clientId } = partsOf(noteId)
      const obligationId = coSignatureObligationId(noteId)
      const note = await addAddition(context, caller, {
        noteId,
        action: 'note.co-sign',
        idempotencyKey,
        asked: { coSign: noteId, ...body },
        add: (before, follows) => coSign(before, { ...signing, follows, version: ifMatch }),
        others: [
          closeObligation(context.records, caller.practiceId, clientId, obligationId, {
            state: 'done',
            noteId,
          }),
        ],
      })
      return reply(200, note, { version: note.version })
    },
  )
