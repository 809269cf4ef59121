import { changeProcessNote } from '../../shared/api/process-notes.ts'
import { whileCopyStands } from '../../shared/aws/care-team-copy.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { derivedId } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
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
    const gone = new Refused('process_note_not_found', [processNoteId])
    const note = await context.notes.change(
      shelf,
      { ...stored.note, changedAt: entry.at, version: ifMatch + 1 },
      body,
      idempotencyKey && derivedId('change', processNoteId, idempotencyKey),
      {
        entry: context.access.inTransaction(entry),
        client: whileCopyStands(context.copies, shelf.practiceId, shelf.clientId, gone),
      },
    )
    return reply(200, note, { version: note.version })
  })
