import { readNoteOperation } from '../../shared/api/notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { openWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'

/** `GET /v1/notes/{noteId}`. All it takes is read at once; nothing is opened before `decide` allows it. */
export const readNote = (context: NotesContext) =>
  endpoint(readNoteOperation, async ({ path: { noteId }, caller }) => {
    const name = { practiceId: caller.practiceId, noteId }
    const {
      stored,
      read: [additions, documents],
    } = await reachNote(
      context,
      caller,
      {
        noteId,
        action: 'note.read',
        allowed: ({ state }) => [state === 'draft' ? 'draft.read' : 'note.read'],
      },
      context.notes.additions(name),
      context.notes.documents(name),
    )
    const note = await openWhole(context, { stored, additions, documents })
    return reply(200, note, { version: note.version })
  })
