import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Finding } from '../preflight/finding.ts'
import { MOST_NOTES } from '../preflight/material.ts'
import { line } from '../text.ts'
import { operation } from './operation.ts'

const tag = 'Preflight'

export const NoteAudit = z.object({
  noteId: ClientThingId,
  /** What was looked at: the note's ETag then. */
  version: z.int(),
  findings: z.array(Finding),
})
export type NoteAudit = z.infer<typeof NoteAudit>

export const auditNoteOperation = operation({
  route: 'GET /v1/notes/{noteId}/audit',
  summary: 'See what a note lacks, before it is signed',
  description:
    'The note is held against what payers’ reviewers look for: docs/preflight.md lists the rules. It keeps nobody from signing. For whoever may read the note; of a draft, its author and their supervisor.',
  tag,
  path: z.object({ noteId: ClientThingId }),
  status: 200,
  answer: NoteAudit,
  refusals: ['not_allowed', 'note_not_found', 'note_entered_in_error', 'session_not_found'],
})

export const PreflightReport = z.object({
  from: LocalDate,
  to: LocalDate,
  /** How many notes were looked at, drafts too. */
  notes: z.int(),
  findings: z.array(Finding),
})
export type PreflightReport = z.infer<typeof PreflightReport>

export const preflightOperation = operation({
  route: 'POST /v1/clients/{clientId}/preflight',
  summary: 'See what a packet would lack, before anything is rendered',
  description: `Signed notes and drafts of these days of service, and sessions without a note. Findings name rule, source, note and place, and hold no word of a note; a draft’s words are not opened. At most ${MOST_NOTES} notes at once. It keeps nobody from releasing anything.`,
  tag,
  path: z.object({ clientId: Id }),
  body: z
    .strictObject({
      from: LocalDate,
      to: LocalDate,
      /** Whose packet it is to be: as the insurance on file names it. */
      payer: line(120).optional(),
    })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' }),
  status: 200,
  answer: PreflightReport,
  refusals: ['invalid_request', 'not_allowed', 'client_not_found'],
  example: { body: { from: '2026-01-01', to: '2026-03-31', payer: 'Cascadia Health Plan' } },
})

export const preflightOperations = [auditNoteOperation, preflightOperation]
