import { addProcessNote } from '../../shared/api/process-notes.ts'
import { whileCopyStands } from '../../shared/aws/care-team-copy.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { derivedId, newId } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { ProcessNotesContext } from './context.ts'
import { reachShelf } from './reach.ts'

export const processNoteAddition = (context: ProcessNotesContext) =>
  endpoint(addProcessNote, async ({ caller, path: { clientId }, body, idempotencyKey }) => {
    const reached = await reachShelf(context, caller, clientId, 'process-note.write')
    const { shelf, entry, client } = reached
    if (client.state === 'closed') throw new Refused('client_closed', [clientId])
    const { practiceId, authorId } = shelf
    const own =
      idempotencyKey === undefined
        ? newId()
        : derivedId('process-note', practiceId, authorId, clientId, idempotencyKey)
    const processNoteId = `${clientId}.${own}`
    const { at } = entry
    const gone = new Refused('client_not_found', [clientId])
    const note = await context.notes.add(
      shelf,
      { processNoteId, clientId, authorId, createdAt: at, changedAt: at, version: 1 },
      body,
      {
        entry: context.access.inTransaction({ ...entry, about: processNoteId }),
        client: whileCopyStands(context.copies, practiceId, clientId, gone),
      },
    )
    return reply(201, note, {
      version: note.version,
      location: `/v1/process-notes/${processNoteId}`,
    })
  })
