import { environmentOf } from '../../shared/environment.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { processNotesContext } from './context.ts'
import { processNoteEndpoints } from './endpoints.ts'

const context = processNotesContext(environmentOf('process-notes-api'))

export const handler = httpFunction(context.findMember, processNoteEndpoints(context))
