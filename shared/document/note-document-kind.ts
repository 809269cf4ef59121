import { templates } from '../note/template.ts'
import type { NoteDocument } from './document-item.ts'

export type NoteDocumentKind = NoteDocument['kind']

/** As it stands over the first page. */
export const noteDocumentTitles: Readonly<Record<NoteDocumentKind, string>> = {
  'progress-note': 'Progress note',
  'intake-assessment': 'Intake and diagnostic assessment',
  'discharge-summary': 'Discharge summary',
}

/** What a note's document is, by the template that the note was written in. */
export function noteDocumentKind({
  key,
  version,
}: {
  readonly key: string
  readonly version: number
}): NoteDocumentKind {
  const template = templates.find((each) => each.key === key && each.version === version)
  return template?.document ?? 'progress-note'
}
