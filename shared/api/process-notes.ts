import { z } from 'zod'
import { ClientThingId, Id } from '../id.ts'
import { ProcessNote, ProcessNoteText } from '../process-note/process-note.ts'
import { operation } from './operation.ts'

const tag = 'Process notes'

const ofClient = z.object({ clientId: Id })
const path = z.object({ processNoteId: ClientThingId })

const Opened = ProcessNote.extend(ProcessNoteText.shape)

const example = {
  body: { text: 'The pause before she spoke of her brother. Ask myself why I filled it.' },
}

export const listProcessNotes = operation({
  route: 'GET /v1/clients/{clientId}/process-notes',
  summary: 'Your own process notes about a client',
  description: 'Without their words, the latest first. Nobody else’s are ever in it.',
  tag,
  path: ofClient,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z
      .string()
      .regex(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~[0-9a-hjkmnp-tv-z]{26}$/,
        'is not a cursor that was given out',
      )
      .optional(),
  }),
  status: 200,
  answer: z.object({ processNotes: z.array(ProcessNote), next: z.string().optional() }),
  refusals: ['client_not_found', 'not_allowed'],
})

export const addProcessNote = operation({
  route: 'POST /v1/clients/{clientId}/process-notes',
  summary: 'Write a process note',
  description:
    'Kept apart from the record (45 CFR 164.501, 164.508(a)(2)): only you can read it, and no list, PDF or export of the record shows it.',
  tag,
  path: ofClient,
  body: ProcessNoteText,
  example,
  status: 201,
  answer: ProcessNote,
  idempotent: true,
  refusals: [
    'body_too_large',
    'client_closed',
    'client_not_found',
    'idempotency_key_reused',
    'not_allowed',
    'too_busy',
  ],
})

export const readProcessNote = operation({
  route: 'GET /v1/process-notes/{processNoteId}',
  summary: 'Read a process note of yours',
  tag,
  path,
  status: 200,
  answer: Opened,
  refusals: ['not_allowed', 'process_note_not_found'],
})

export const changeProcessNote = operation({
  route: 'PUT /v1/process-notes/{processNoteId}',
  summary: 'Change a process note of yours',
  description: 'Nothing is kept of what it said before.',
  tag,
  path,
  body: ProcessNoteText,
  example,
  status: 200,
  answer: ProcessNote,
  ifMatch: true,
  idempotent: true,
  refusals: [
    'body_too_large',
    'idempotency_key_reused',
    'not_allowed',
    'process_note_not_found',
    'stale_revision',
    'too_busy',
  ],
})

export const deleteProcessNote = operation({
  route: 'DELETE /v1/process-notes/{processNoteId}',
  summary: 'Delete a process note of yours',
  description: 'It is gone; a deletion that is repeated finds nothing.',
  tag,
  path,
  status: 204,
  refusals: ['not_allowed', 'process_note_not_found', 'too_busy'],
})
