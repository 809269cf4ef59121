import type { Endpoint } from '../../shared/http/endpoint.ts'
import { processNoteAddition } from './add-process-note.ts'
import { processNoteChange } from './change-process-note.ts'
import type { ProcessNotesContext } from './context.ts'
import { processNoteDeletion } from './delete-process-note.ts'
import { processNotesList } from './list-process-notes.ts'
import { processNoteReading } from './read-process-note.ts'

export const processNoteEndpoints = (context: ProcessNotesContext): Endpoint[] => [
  processNotesList(context),
  processNoteAddition(context),
  processNoteReading(context),
  processNoteChange(context),
  processNoteDeletion(context),
]
