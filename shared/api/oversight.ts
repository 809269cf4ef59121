import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { Obligation } from '../obligation/obligation.ts'
import { operation } from './operation.ts'

const limit = z.coerce.number().int().min(1).max(200).default(50)
const cursor = z.string().regex(/^[\w.:~-]{1,200}$/, 'is not a cursor that was given out')

export const WorklistEntry = Obligation.omit({ flagAt: true, flags: true }).extend({
  /** Owed by somebody you supervise, and long enough overdue that you hear of it. */
  escalated: z.boolean(),
})
export type WorklistEntry = z.infer<typeof WorklistEntry>

/** Somebody who left and owes still: notes of sessions past and to come. Hand their clients over. */
export const OrphanedCaseload = z.object({ memberId: Id, owed: z.number().int().positive() })
export type OrphanedCaseload = z.infer<typeof OrphanedCaseload>

export const readWorklist = operation({
  route: 'GET /v1/worklist',
  summary: 'What is owed',
  description:
    'What is due first comes first. `own`: what you owe, and what is escalated to you; `supervised`: all that those owe whom you supervise; `practice`: all that anybody owes. The latter two also name whoever left and owes still.',
  tag: 'Worklist',
  query: z.strictObject({
    of: z.enum(['own', 'supervised', 'practice']).default('own'),
    limit,
    cursor: cursor.optional(),
  }),
  status: 200,
  answer: z.object({
    entries: z.array(WorklistEntry),
    next: z.string().optional(),
    orphaned: z.array(OrphanedCaseload).optional(),
  }),
  refusals: ['not_allowed'],
})

export const AccessTrailEntry = z.object({
  at: Instant,
  memberId: Id,
  /** As in the role matrix: `note.read`. */
  action: z.string(),
  /** The note, session or document, where it was one. Never a process note. */
  about: z.string().optional(),
  /** The custodial access without which it would have been refused. */
  custodialAccessId: Id.optional(),
  outcome: z
    .enum(['answered', 'refused'])
    .describe('`answered` also where what was asked for turned out not to be there.'),
  requestId: z.string(),
})
export type AccessTrailEntry = z.infer<typeof AccessTrailEntry>

export const readAccessTrail = operation({
  route: 'GET /v1/clients/{clientId}/access',
  summary: 'Who looked at a client’s record',
  description:
    'One month (UTC) at a time, the latest first. Reading the trail is in the trail too. It can be read for six years, also after the record was destroyed: the register tells the client’s id.',
  tag: 'Access trail',
  path: z.object({ clientId: Id }),
  query: z.strictObject({
    month: z
      .string()
      .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'is not a month: 2026-03')
      .optional()
      .describe('The current month, when absent.'),
    limit,
    cursor: cursor.optional(),
  }),
  status: 200,
  answer: z.object({
    month: z.string(),
    entries: z.array(AccessTrailEntry),
    next: z.string().optional(),
  }),
  refusals: ['client_not_found', 'not_allowed'],
})
