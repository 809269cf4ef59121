import { deleteProcessNote } from '../../shared/api/process-notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { ProcessNotesContext } from './context.ts'
import { reachNote } from './reach.ts'

export const processNoteDeletion = (context: ProcessNotesContext) =>
  endpoint(deleteProcessNote, async ({ caller, path: { processNoteId } }) => {
    const { shelf, entry, stored } = await reachNote(
      context,
      caller,
      processNoteId,
      'process-note.delete',
    )
    await context.notes.delete(shelf, stored.note, context.access.inTransaction(entry))
    return reply(204)
  })
