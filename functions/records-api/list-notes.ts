import { listNotesOperation } from '../../shared/api/notes.ts'
import type { NoteTable } from '../../shared/aws/note-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Id } from '../../shared/id.ts'
import { NoteHeader } from '../../shared/note/note-header.ts'
import type { NotesContext } from './notes-context.ts'
import { reachClient } from './reach-client.ts'

/** `GET /v1/clients/{clientId}/notes`. */
export const listNotes = (context: NotesContext) =>
  endpoint(listNotesOperation, async ({ path: { clientId }, query, caller }) => {
    const [, page] = await reachClient(
      context,
      caller,
      { clientId, action: 'note.list' },
      pageOf(context.notes, caller.practiceId, clientId, query),
    )
    return reply(200, page)
  })

interface Wish {
  readonly include?: 'entered-in-error' | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** As many headers as were asked for, however many on the way were entered in error. */
async function pageOf(notes: NoteTable, practiceId: Id, clientId: Id, wish: Wish) {
  const found: NoteHeader[] = []
  let after =
    wish.cursor === undefined ? undefined : Buffer.from(wish.cursor, 'base64url').toString()
  do {
    const page = await notes.headers(practiceId, clientId, {
      limit: wish.limit - found.length,
      ...(after !== undefined && { after }),
    })
    found.push(
      ...page.headers
        .map((item) => NoteHeader.parse(item))
        .filter(({ state }) => wish.include === state || state !== 'entered-in-error'),
    )
    after = page.next
  } while (after !== undefined && found.length < wish.limit)
  return {
    notes: found,
    ...(after !== undefined && { next: Buffer.from(after).toString('base64url') }),
  }
}
