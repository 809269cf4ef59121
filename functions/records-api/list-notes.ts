import { listNotesOperation } from '../../shared/api/notes.ts'
import { type Item, textOf } from '../../shared/aws/item.ts'
import type { NoteTable } from '../../shared/aws/note-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { Instant } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { Id } from '../../shared/id.ts'
import { NoteHeader } from '../../shared/note/note-header.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'

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
  const { include, limit, cursor } = wish
  const found: Item[] = []
  let after = cursor === undefined ? undefined : sortKeyIn(cursor)
  do {
    // One more than asked for tells whether there is a next page.
    const page = await notes.headers(practiceId, clientId, {
      limit: limit + 1 - found.length,
      ...(after !== undefined && { after }),
    })
    found.push(
      ...page.headers.filter(({ state }) => state !== 'entered-in-error' || include === state),
    )
    after = page.next
  } while (after !== undefined && found.length <= limit)
  const last = found.length > limit ? found[limit - 1] : undefined
  return {
    notes: found.slice(0, limit).map((item) => NoteHeader.parse(item)),
    ...(last && { next: Buffer.from(textOf(last, 'sk')).toString('base64url') }),
  }
}

/** Attacker-controlled: only what can be a header's own place is gone on from. */
function sortKeyIn(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  const [kind, start, own, ...more] = key.split('#')
  const ours = kind === 'H' && Instant.safeParse(start).success && Id.safeParse(own).success
  if (ours && more.length === 0) return key
  const rule = 'is not a cursor that was given out'
  throw new Refused('invalid_request', [], [{ field: '/query/cursor', rule }])
}
