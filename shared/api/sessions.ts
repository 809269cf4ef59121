import { z } from 'zod'
import { Instant, Timestamp } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Level } from '../obligation/obligation.ts'
import { Coding } from '../session/coding.ts'
import {
  CancelledBy,
  CancelledSession,
  HeldSession,
  MissedReason,
  MissedSession,
  PlannedSession,
  SessionHeader,
} from '../session/session.ts'
import { operation } from './operation.ts'

const tag = 'Sessions'

/** What is owed about a session; absent where nothing is, or was. */
const Owed = {
  obligation: z
    .object({
      obligationId: Id,
      dueAt: Instant,
      level: Level,
      state: z.enum(['open', 'done', 'cancelled']),
    })
    .optional(),
}

/** A session with what is owed about it. */
export const SessionView = z.discriminatedUnion('status', [
  PlannedSession.extend(Owed),
  HeldSession.extend(Owed),
  MissedSession.extend(Owed),
  CancelledSession.extend(Owed),
])
export type SessionView = z.infer<typeof SessionView>

export const SessionPlan = z.strictObject({
  /** Who holds the session and owes its note: the caller, unless another is named. */
  memberId: Id.optional(),
  start: Timestamp,
  end: Timestamp,
  ...Coding.shape,
})
export type SessionPlan = z.infer<typeof SessionPlan>

export const SessionOutcome = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('held'),
    start: Timestamp,
    end: Timestamp,
    /** Where it differs from what was planned; replaces all of it. */
    coding: Coding.optional(),
  }),
  z.strictObject({ status: z.literal('missed'), reason: MissedReason }),
  z.strictObject({ status: z.literal('cancelled'), by: CancelledBy }),
])
export type SessionOutcome = z.infer<typeof SessionOutcome>

export const SessionsPage = z.object({
  sessions: z.array(SessionHeader),
  /** Ask again with this as `cursor` for those that follow; absent on the last page. */
  next: ClientThingId.optional(),
})

const client = z.object({ clientId: Id })
const session = z.object({ sessionId: ClientThingId })

export const planSessionOperation = operation({
  route: 'POST /v1/clients/{clientId}/sessions',
  summary: 'Plan a session',
  description:
    'The note it will owe is among the obligations from then on, whether or not anybody marks the session. Codes, diagnoses and participants are kept sealed.',
  tag,
  path: client,
  body: SessionPlan,
  example: {
    body: {
      start: '2026-03-09T10:00:00-04:00',
      end: '2026-03-09T10:53:00-04:00',
      modality: 'video',
      placeOfService: '10',
      participants: ['client'],
      services: [{ cpt: '90837', modifiers: ['95'], units: 1 }],
      diagnoses: [{ code: 'F41.1', label: 'Generalized anxiety' }],
    },
  },
  status: 201,
  answer: SessionView,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'client_closed',
    'member_not_found',
    'idempotency_key_reused',
  ],
})

export const listSessionsOperation = operation({
  route: 'GET /v1/clients/{clientId}/sessions',
  summary: 'List a client’s sessions',
  description: 'By planned start, newest first. Leaves an entry in the client’s access trail.',
  tag,
  path: client,
  query: z.object({
    status: SessionHeader.shape.status.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    /** The session after which to go on: `next` of the page before. */
    cursor: ClientThingId.optional(),
  }),
  status: 200,
  answer: SessionsPage,
  refusals: ['invalid_request', 'not_allowed', 'client_not_found'],
})

export const readSessionOperation = operation({
  route: 'GET /v1/sessions/{sessionId}',
  summary: 'Read a session',
  description: 'Leaves an entry in the client’s access trail.',
  tag,
  path: session,
  status: 200,
  answer: SessionView,
  refusals: ['not_allowed', 'session_not_found'],
})

export const changeSessionOperation = operation({
  route: 'PUT /v1/sessions/{sessionId}',
  summary: 'Change a planned session',
  description: 'Replaces the plan. When it moves, the note it owes moves with it.',
  tag,
  path: session,
  body: SessionPlan,
  status: 200,
  answer: SessionView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'session_not_found',
    'session_not_planned',
    'session_has_note',
    'member_not_found',
    'stale_revision',
    'too_busy',
  ],
})

export const decideSessionOperation = operation({
  route: 'POST /v1/sessions/{sessionId}/outcome',
  summary: 'Say what became of a session',
  description:
    'Held: its note is due after its actual end. Missed or cancelled: no note is owed any more, and nothing takes its place.',
  tag,
  path: session,
  body: SessionOutcome,
  example: {
    body: {
      status: 'held',
      start: '2026-03-09T10:04:00-04:00',
      end: '2026-03-09T10:58:00-04:00',
    },
  },
  status: 200,
  answer: SessionView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'session_not_found',
    'session_not_planned',
    'session_has_note',
    'stale_revision',
    'too_busy',
  ],
})
