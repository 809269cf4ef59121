import { sourceOf } from './manifest.ts'
import { noteDocumentKind } from './note-document-kind.ts'
import { type ProgressNote, progressNotePage } from './progress-note-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets a signed note with its addenda and co-signature. @throws NotTypeset */
export const typesetProgressNote = (note: ProgressNote): Typeset =>
  typesetDocument({
    kind: noteDocumentKind(note.signed.template),
    identity: note.document,
    sources: [note.signed, ...note.additions].map(sourceOf),
    template: 'progress-note',
    templateVersion: 1,
    page: (clean) => progressNotePage(note, clean),
    practice: note.signed.practice.name,
    keyFingerprint: note.practiceSeal.fingerprint,
  })
