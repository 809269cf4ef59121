import { listProcessNotes } from '../../shared/api/process-notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { ProcessNotesContext } from './context.ts'
import { reachShelf } from './reach.ts'

export const processNotesList = (context: ProcessNotesContext) =>
  endpoint(listProcessNotes, async ({ caller, path, query }) => {
    const { shelf, entry } = await reachShelf(context, caller, path.clientId, 'process-note.read')
    const [{ notes, next }] = await Promise.all([
      context.notes.list(shelf, { after: query.cursor?.replace('~', '#'), limit: query.limit }),
      context.access.add(entry),
    ])
    return reply(200, { processNotes: notes, ...(next && { next: next.replace('#', '~') }) })
  })
