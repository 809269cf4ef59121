import type { Action } from '../../shared/access/role-matrix.ts'
import { listRevisionsOperation, readRevisionOperation } from '../../shared/api/notes.ts'
import { openDraft } from '../../shared/aws/note-seal.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Note } from '../../shared/note/note.ts'
import { templateNamed } from '../../shared/note/template.ts'
import { Refused } from '../../shared/refused.ts'
import { draftSections } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'

/** `GET /v1/notes/{noteId}/revisions`: when each was saved, not what it said. */
export const listRevisions = (context: NotesContext) =>
  endpoint(listRevisionsOperation, async ({ path: { noteId }, query, caller }) => {
    const { before, limit } = query
    const {
      stored: { note },
      read: [page],
    } = await reachNote(
      context,
      caller,
      { noteId, action: 'draft.read', allowed: asThatNote },
      context.drafts.revisions(
        { practiceId: caller.practiceId, noteId },
        { limit, ...(before !== undefined && { before }) },
      ),
    )
    if (expired(note, context.now())) return reply(200, { revisions: [] })
    const revisions = page.revisions.map(({ revision }) => revision)
    const oldest = revisions.at(-1)
    return reply(200, { revisions, ...(page.more && oldest && { next: oldest.revision }) })
  })

/** `GET /v1/notes/{noteId}/revisions/{revision}`. */
export const readRevision = (context: NotesContext) =>
  endpoint(readRevisionOperation, async ({ path: { noteId, revision: number }, caller }) => {
    const name = { practiceId: caller.practiceId, noteId }
    const {
      stored: { note },
      read: [found],
    } = await reachNote(
      context,
      caller,
      { noteId, action: 'draft.read', allowed: asThatNote },
      context.drafts.revision(name, number),
    )
    if (!found || expired(note, context.now())) throw noSuchRevision(noteId, number)
    const sections = await openDraft(context, name, number, found.sealed)
    return reply(200, {
      ...found.revision,
      sections: draftSections(templateNamed(note.template), sections),
    })
  })

/** How a signed note came about is for those who may read it signed. */
const asThatNote = ({ state }: Note): Action[] =>
  state === 'draft' ? ['draft.read'] : ['draft.read', 'note.read']

/** The table forgets a little after the time; nobody is shown anything in between. */
const expired = (note: Note, now: string) =>
  note.state !== 'draft' && note.revisionsExpireAt !== undefined && note.revisionsExpireAt <= now

export const noSuchRevision = (noteId: string, revision: number) =>
  new Refused('revision_not_found', [noteId, String(revision)])
