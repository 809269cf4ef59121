import { addAddendumOperation } from '../../shared/api/notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { addAddendum as addendumOf } from '../../shared/note/add-to-note.ts'
import { addAddition } from './add-addition.ts'
import type { NotesContext } from './notes-context.ts'
import { signingNow } from './signing-now.ts'

/** `POST /v1/notes/{noteId}/addenda`. The signed form is not touched. */
export const addAddendum = (context: NotesContext) =>
  endpoint(addAddendumOperation, async ({ path: { noteId }, body, caller, idempotencyKey }) => {
    const signing = signingNow(context, caller, body)
    const { kind, reason, text } = body
    const note = await addAddition(context, caller, {
      noteId,
      action: 'note.add-to',
      idempotencyKey,
      asked: { addTo: noteId, ...body },
      add: (before, follows) => addendumOf(before, { ...signing, kind, reason, text, follows }),
    })
    return reply(201, note, { version: note.version })
  })
