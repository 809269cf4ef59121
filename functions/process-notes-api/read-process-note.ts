import { readProcessNote } from '../../shared/api/process-notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { ProcessNotesContext } from './context.ts'
import { reachNote } from './reach.ts'

export const processNoteReading = (context: ProcessNotesContext) =>
  endpoint(readProcessNote, async ({ caller, path: { processNoteId } }) => {
    const { shelf, entry, stored } = await reachNote(
      context,
      caller,
      processNoteId,
      'process-note.read',
    )
    const [words] = await Promise.all([
      context.notes.open(shelf, stored),
      context.access.add(entry),
    ])
    return reply(200, { ...stored.note, ...words }, { version: stored.note.version })
  })
