import type { NoteView } from '../../shared/api/notes.ts'
import { type OpenedNote, openAddition, openNoteText } from '../../shared/aws/note-seal.ts'
import type { StoredAddition, StoredNote } from '../../shared/aws/stored-note.ts'
import { NoteDocument } from '../../shared/document/document-item.ts'
import type { Note } from '../../shared/note/note.ts'
import type { Addition, NoteSection } from '../../shared/note/signed-form.ts'
import { type Template, templateNamed } from '../../shared/note/template.ts'
import type { NotesContext } from './notes-context.ts'

export interface StoredWhole {
  readonly stored: StoredNote
  readonly additions: readonly StoredAddition[]
  readonly documents: readonly unknown[]
}

/** A note with all that was added to it, opened. */
export async function openWhole(
  context: Pick<NotesContext, 'keys'>,
  { stored, additions, documents }: StoredWhole,
): Promise<NoteView> {
  const [opened, ...added] = await Promise.all([
    openNoteText(context, stored),
    ...additions.map((addition) => openAddition(context, stored.note, addition)),
  ])
  return noteView(stored.note, opened, added, documents)
}

export function noteView(
  note: Note,
  { draft = {}, form, error }: OpenedNote,
  added: readonly Addition[] = [],
  documents: readonly unknown[] = [],
): NoteView {
  const template = templateNamed(note.template)
  const coSignature = added.find((each) => each.form === 'noteseal/co-signature/1')
  return {
    noteId: note.noteId,
    clientId: note.clientId,
    sessionId: note.sessionId,
    ...(note.groupId !== undefined && { groupId: note.groupId }),
    state: note.state,
    version: note.version,
    revision: note.revision,
    authorId: note.authorId,
    template: { key: template.key, version: template.version, title: template.title },
    sessionStart: note.sessionStart,
    openedAt: note.openedAt,
    ...(note.savedAt !== undefined && { savedAt: note.savedAt }),
    dueAt: note.dueAt,
    sections: form?.sections ?? draftSections(template, draft),
    ...(form && { signedForm: form, signedAt: form.signature.signedAt }),
    ...(note.state !== 'draft' && note.late !== undefined && { late: note.late }),
    addenda: added.filter((each) => each.form === 'noteseal/addendum/1'),
    ...(note.state !== 'draft' &&
      note.coSignature && {
        coSignature: { state: note.coSignature, ...(coSignature && { form: coSignature }) },
      }),
    documents: documents
      .map((item) => NoteDocument.parse(item))
      .sort((a, b) => a.version - b.version)
      .map(documentView),
    ...(error && {
      enteredInError: { at: error.at, memberId: error.memberId, reason: error.reason },
    }),
  }
}

/** Every section of the template, as it is written so far. */
export const draftSections = (
  { sections }: Template,
  draft: Readonly<Record<string, string>>,
): NoteSection[] => sections.map(({ key, heading }) => ({ key, heading, text: draft[key] ?? '' }))

const documentView = ({ documentId, version, sha256, pages }: NoteDocument) => ({
  documentId,
  version,
  sha256,
  pages,
})
