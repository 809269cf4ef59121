import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import { whyFinal } from './final.ts'
import type { DraftSections, Note } from './note.ts'
import { templatesWith } from './template.ts'

/**
 * The templates that a draft with these sections can be of: none other may be saved to.
 *
 * @throws Refused `invalid_request` where there is none; the keys themselves are the caller's words
 */
export function templatesFor(sections: DraftSections): string[] {
  const names = templatesWith(Object.keys(sections))
  if (names.length === 0) throw unknownSection()
  return names
}

/**
 * Why a draft was not saved, by the note as it stands: only the author saves, only to a draft, only
 * to the revision they have before them, only what the template knows.
 */
export function whyNotSaved(
  note: Note | undefined,
  attempt: { noteId: string; authorId: Id; templates: readonly string[] },
): Refused {
  if (!note) return new Refused('note_not_found', [attempt.noteId])
  if (note.authorId !== attempt.authorId) return new Refused('author_required', [note.noteId])
  const final = whyFinal(note)
  if (final) return final
  if (!attempt.templates.includes(note.template)) return unknownSection()
  return new Refused('stale_revision', [`"${note.version}"`])
}

const unknownSection = () =>
  new Refused(
    'invalid_request',
    [],
    [{ field: '/body/sections', rule: 'has a section that the note’s template does not have' }],
  )
