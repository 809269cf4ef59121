import type { Caller } from '../../shared/access/caller.ts'
import { insist } from '../../shared/access/insist.ts'
import { type SavedView, saveDraftOperation } from '../../shared/api/notes.ts'
import { sealDraft } from '../../shared/aws/note-seal.ts'
import { storedNote, storedRevision } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import type { DraftRevision, DraftSections } from '../../shared/note/note.ts'
import { templatesFor, whyNotSaved } from '../../shared/note/save-draft.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'
import { notFound, orNotFound } from './reach-note.ts'
import { isRepeated, requestMark } from './request-mark.ts'

/**
 * `PUT /v1/notes/{noteId}/draft`. One transaction and nothing before it: what stands in its way comes
 * back with its refusal, and tells whether this save was made before.
 */
export const saveDraft = (context: NotesContext) =>
  endpoint(
    saveDraftOperation,
    async ({ path: { noteId }, body: { sections }, caller, ifMatch, idempotencyKey }) => {
      insist(caller.member, 'note.save', { author: true })
      const revision = {
        noteId,
        revision: ifMatch + 1,
        authorId: caller.member.memberId,
        savedAt: context.now(),
      }
      const asked = { save: noteId, sections }
      const { writes, saved } = await orNotFound(
        noteId,
        savingOf(context, caller, { revision, sections, idempotencyKey, asked }),
      )
      await context.drafts.commit(writes)
      return reply(200, saved(), { version: saved().revision })
    },
  )

/** One more revision of a draft, and what asks for it. */
export interface Saving {
  readonly revision: DraftRevision
  readonly sections: DraftSections
  readonly idempotencyKey: string | undefined
  readonly asked: unknown
}

/**
 * The writes of a save, and after they are made, what it became: where it was made before, what it
 * became then.
 *
 * @throws Refused `invalid_request`, `body_too_large`; KeyGone
 */
export async function savingOf(
  context: NotesContext,
  caller: Caller,
  { revision, sections, idempotencyKey, asked }: Saving,
): Promise<{ writes: Write[]; saved: () => SavedView }> {
  const { practiceId } = caller
  const { noteId, authorId } = revision
  const name = { practiceId, noteId }
  const templates = templatesFor(sections)
  const [sealed, mark] = await Promise.all([
    sealDraft(context, name, revision.revision, sections),
    requestMark(context.keys, caller, partsOf(noteId).clientId, idempotencyKey, asked),
  ])
  let saved: SavedView = { noteId, revision: revision.revision, savedAt: revision.savedAt }
  const writes = context.drafts.save(
    { practiceId, revision, templates, sealed, mark },
    {
      exists: (standing) => {
        const earlier = standing && storedRevision(standing)
        if (!earlier || !isRepeated(earlier.mark, mark)) return 'pass'
        saved = { noteId, revision: revision.revision, savedAt: earlier.revision.savedAt }
        return 'done'
      },
      stands: (standing) => {
        const { note, mark: last } = standing ? storedNote(standing) : {}
        if (!note || !isRepeated(last, mark))
          throw whyNotSaved(note, { noteId, authorId, templates })
        saved = { noteId, revision: note.revision, savedAt: note.savedAt ?? note.openedAt }
        return 'done'
      },
    },
  )
  const welcome = context.drafts.notBarred(name, authorId, (standing) => {
    if (!standing) throw notFound(noteId)
    throw new Refused('not_allowed', ['barred from this record'])
  })
  return { writes: [...writes, welcome], saved: () => saved }
}
