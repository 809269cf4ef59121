import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import type { NoteView } from '../../shared/api/notes.ts'
import type { Client } from '../../shared/client/client.ts'
import type { ClientThingId } from '../../shared/id.ts'
import { openWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { notFound } from './reach-note.ts'

/**
 * A note as it stands now, for the answer to a repeated request of its author. What others added to
 * it is shown if the author may still read it.
 */
export async function wholeNote(
  context: NotesContext,
  { practiceId, member }: Caller,
  client: Client,
  noteId: ClientThingId,
): Promise<NoteView> {
  const name = { practiceId, noteId }
  const [stored, additions, documents] = await Promise.all([
    context.notes.find(name),
    context.notes.additions(name),
    context.notes.documents(name),
  ])
  if (!stored) throw notFound(noteId)
  const facts = factsOf(member, client, stored.note.authorId)
  return decide(member, 'note.read', facts).allowed
    ? openWhole(context, { stored, additions, documents })
    : openWhole(context, { stored, additions: [], documents: [] })
}
