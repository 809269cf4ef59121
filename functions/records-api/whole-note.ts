import type { Caller } from '../../shared/access/caller.ts'
import type { NoteView } from '../../shared/api/notes.ts'
import type { ClientThingId } from '../../shared/id.ts'
import { openWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { notFound } from './reach-note.ts'

/** A note as it stands now, for the answer to a repeated request of somebody who may read it. */
export async function wholeNote(
  context: NotesContext,
  { practiceId }: Caller,
  noteId: ClientThingId,
): Promise<NoteView> {
  const name = { practiceId, noteId }
  const [stored, additions, documents] = await Promise.all([
    context.notes.find(name),
    context.notes.additions(name),
    context.notes.documents(name),
  ])
  if (!stored) throw notFound(noteId)
  return openWhole(context, { stored, additions, documents })
}
