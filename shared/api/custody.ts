import { z } from 'zod'
import { Instant } from '../clock.ts'
import {
  CustodyWords,
  DEFAULT_HOURS,
  Departure,
  LONGEST_HOURS,
} from '../custody/custodial-access.ts'
import { HandOver } from '../custody/hand-over.ts'
import { ClientThingId, Id } from '../id.ts'
import { operation } from './operation.ts'

const tag = 'When a clinician died or left'

const access = z.object({ accessId: Id })
const member = z.object({ memberId: Id })

export const CustodialAccessRequest = z
  .strictObject({
    clinicianId: Id,
    reason: Departure,
    /** Kept sealed. */
    words: CustodyWords.optional(),
    hours: z.number().int().min(1).max(LONGEST_HOURS).default(DEFAULT_HOURS),
  })
  .refine(({ reason, words }) => reason !== 'other' || words !== undefined, {
    path: ['words'],
    message: 'is missing: say what the other reason is',
  })

/** As it stands now: what its time has ended is `ended`, though nobody ended it. */
export const CustodialAccessView = z.object({
  accessId: Id,
  clinicianId: Id,
  custodianId: Id,
  reason: Departure,
  words: CustodyWords.optional(),
  hours: z.number().int(),
  state: z.enum(['requested', 'approved', 'ended']),
  requestedAt: Instant,
  approvedBy: Id.optional(),
  approvedAt: Instant.optional(),
  until: Instant.optional(),
  endedAt: Instant.optional(),
  /** Absent where its time ended it. */
  endedBy: Id.optional(),
})
export type CustodialAccessView = z.infer<typeof CustodialAccessView>

export const requestCustodialAccess = operation({
  route: 'POST /v1/custodial-accesses',
  summary: 'Ask for the work of a clinician who died or left',
  description:
    'Once another member approved it, and for as long as it says, you read that clinician’s drafts and signed notes and see their clients. You write nothing, and process notes stay shut. A request that nobody approves within seven days is over.',
  tag,
  body: CustodialAccessRequest,
  example: {
    body: {
      clinicianId: '5t2k7n9qxw3mbc8rj0d4hv6yze',
      reason: 'died',
      words: 'Notice from the family, 3 March.',
      hours: 72,
    },
  },
  status: 201,
  answer: CustodialAccessView,
  idempotent: true,
  refusals: ['invalid_request', 'not_allowed', 'member_not_found', 'idempotency_key_reused'],
})

export const listCustodialAccesses = operation({
  route: 'GET /v1/custodial-accesses',
  summary: 'Who asked for whose work, and how that stands',
  description: 'The latest first. Whoever may not see all sees their own.',
  tag,
  status: 200,
  answer: z.object({ accesses: z.array(CustodialAccessView) }),
  refusals: [],
})

export const readCustodialAccess = operation({
  route: 'GET /v1/custodial-accesses/{accessId}',
  summary: 'One custodial access',
  tag,
  path: access,
  status: 200,
  answer: CustodialAccessView,
  refusals: ['custodial_access_not_found', 'not_allowed'],
})

export const approveCustodialAccess = operation({
  route: 'POST /v1/custodial-accesses/{accessId}/approval',
  summary: 'Approve what another member asked for',
  description: 'Needs a sign-in of the last 15 minutes. From now on the time runs.',
  tag,
  path: access,
  status: 200,
  answer: CustodialAccessView.omit({ words: true }),
  refusals: [
    'already_approved_by_you',
    'custodial_access_not_found',
    'custodial_access_not_requested',
    'fresh_sign_in_required',
    'member_not_found',
    'not_allowed',
  ],
})

export const endCustodialAccess = operation({
  route: 'POST /v1/custodial-accesses/{accessId}/end',
  summary: 'End a custodial access before its time, or a request',
  description:
    'Refused everywhere within 60 seconds. Where it is over already, nothing happens and it is shown as it stands.',
  tag,
  path: access,
  status: 200,
  answer: CustodialAccessView.omit({ words: true }),
  refusals: ['custodial_access_not_found', 'not_allowed'],
})

export const HandOverRequest = z.strictObject({
  /** A clinician. */
  to: Id,
  reason: Departure,
  /** All of the caseload, where absent. */
  clients: z
    .array(Id)
    .min(1)
    .max(500)
    .refine((ids) => new Set(ids).size === ids.length, 'names a client twice')
    .optional(),
})

/** How far a hand-over is. */
export const HandOverView = HandOver.extend({
  /** Clients that are with the successor now. */
  handedOver: z.number().int(),
  /** Clients that are still to be handed over. */
  left: z.number().int(),
})
export type HandOverView = z.infer<typeof HandOverView>

export const HandOverFailure = z.object({
  clientId: Id,
  /** As the last part of a problem’s `type`. */
  refusal: z.string(),
  about: z.array(z.string()),
})
export type HandOverFailure = z.infer<typeof HandOverFailure>

export const handOverCaseload = operation({
  route: 'POST /v1/members/{memberId}/hand-over',
  summary: 'Hand a clinician’s clients to another',
  description:
    'Moves, client by client and each at once: the place on the care team, the sessions that are still to come, and the notes that are owed and not begun. What was begun stays its author’s. About 25 clients a call: ask again with the same body until `left` is 0. A client that is refused is named and stops no other.',
  tag,
  path: member,
  body: HandOverRequest,
  example: { body: { to: 'a1s8d3f7g2h9j4kqpw5e6rmtvx', reason: 'left' } },
  status: 200,
  answer: HandOverView.extend({ refused: z.array(HandOverFailure) }),
  refusals: ['invalid_request', 'member_not_found', 'not_allowed'],
})

export const readHandOver = operation({
  route: 'GET /v1/members/{memberId}/hand-over',
  summary: 'What of a clinician’s caseload is handed over, and what is left',
  tag,
  path: member,
  status: 200,
  answer: z.object({
    memberId: Id,
    /** The clients who are this clinician’s still. */
    clients: z.array(Id),
    /** What they began and did not sign: theirs for good, read by whoever has custodial access. */
    drafts: z.array(z.object({ noteId: ClientThingId, clientId: Id, dueAt: Instant })),
    handOvers: z.array(HandOverView),
  }),
  refusals: ['member_not_found', 'not_allowed'],
})
