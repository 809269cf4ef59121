import { describe, expect, it } from 'vitest'
import { NoteDocument } from '../../shared/document/document-item.ts'
import { noteDocumentKind, noteDocumentTitles } from '../../shared/document/note-document-kind.ts'
import { progressNotePage } from '../../shared/document/progress-note-page.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { intakeNote, shortNote } from './sample-notes.ts'

describe('a note’s document', () => {
  it.each([
    ['soap', 1, 'progress-note'],
    ['intake', 1, 'intake-assessment'],
    ['discharge', 1, 'discharge-summary'],
    ['intake', 99, 'progress-note'],
    ['nobody-knows', 1, 'progress-note'],
  ])('of template %s/%i is a %s', (key, version, kind) => {
    expect(noteDocumentKind({ key, version })).toBe(kind)
  })

  it('has a title for each kind', () => {
    expect(Object.keys(noteDocumentTitles)).toEqual(NoteDocument.shape.kind.options)
  })

  it('bears its kind’s title, once', () => {
    const { title, subtitle, documentTitle } = progressNotePage(intakeNote)
    expect(title).toBe('Intake and diagnostic assessment')
    expect(subtitle).toBe('individual session · March 4, 2026')
    expect(documentTitle).toBe('Intake and diagnostic assessment, March 4, 2026')
    expect(progressNotePage(shortNote).title).toBe('Progress note')
  })

  it('says in its manifest what it is, and which page it was laid out on', () => {
    const { manifest, pages } = typesetProgressNote(intakeNote)
    expect(manifest.document.kind).toBe('intake-assessment')
    expect(manifest.template.name).toBe('progress-note')
    expect(pages).toBe(2)
  })
})
