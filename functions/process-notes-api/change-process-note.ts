import { changeProcessNote } from '../../shared/api/process-notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { derivedId } from '../../shared/id.ts'
import type { ProcessNotesContext } from './context.ts'
import { reachNote } from './reach.ts'

export const processNoteChange = (context: ProcessNotesContext) =>
  endpoint(changeProcessNote, async ({ caller, path, body, ifMatch, idempotencyKey }) => {
    const { processNoteId } = path
    const { shelf, entry, stored } = await reachNote(
      context,
      caller,
      processNoteId,
      'process-note.write',
    )
    const note = await context.notes.change(
      shelf,
      { ...stored.note, changedAt: entry.at, version: ifMatch + 1 },
      body,
      idempotencyKey && derivedId('change', processNoteId, idempotencyKey),
      context.access.inTransaction(entry),
    )
    return reply(200, note, { version: note.version })
  })
