import { NoteTable } from '../../shared/aws/note-table.ts'
import type { RecordsContext } from './context.ts'

/** What the deeds about notes work with. */
export interface NotesContext extends RecordsContext {
  readonly notes: NoteTable
}

export const notesContext = (records: RecordsContext): NotesContext => ({
  ...records,
  notes: new NoteTable(records.records),
})
