import { DraftTable } from '../../shared/aws/draft-table.ts'
import { NoteTable } from '../../shared/aws/note-table.ts'
import type { RecordsContext } from './context.ts'

/** What the deeds about notes work with. */
export interface NotesContext extends RecordsContext {
  readonly notes: NoteTable
  readonly drafts: DraftTable
}

export const notesContext = (records: RecordsContext): NotesContext => ({
  ...records,
  notes: new NoteTable(records.records),
  drafts: new DraftTable(records.records),
})
