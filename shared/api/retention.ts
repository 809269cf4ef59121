import { z } from 'zod'
import { DirectoryEntry } from '../client/directory-entry.ts'
import { LocalDate } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Disposal } from '../retention/disposal.ts'
import { Hold, HoldCause, HoldReason } from '../retention/hold.ts'
import { RegisterEntry } from '../retention/register-entry.ts'
import { Kept } from '../retention/why-not-destroyed.ts'
import { line } from '../text.ts'
import { operation } from './operation.ts'

const tag = 'Retention'
const path = z.object({ clientId: Id })

/** A hold with why it was placed, and once it was lifted, why that. */
export const HoldView = z.object({
  hold: Hold,
  reason: z.string(),
  cause: HoldCause.optional(),
  liftingReason: z.string().optional(),
  notices: z
    .object({ placed: ClientThingId, lifted: ClientThingId })
    .partial()
    .describe('The PDFs that tell people of it, among the client’s documents in a moment.'),
})
export type HoldView = z.infer<typeof HoldView>

const body = z.strictObject({
  reason: HoldReason,
  noticeShowsReason: z
    .boolean()
    .default(false)
    .describe('Whether the notice says the reason in these words, which may be privileged.'),
})
const placing = body.extend({
  cause: HoldCause.default('other').describe('What the notice says of the reason in any case.'),
})

export const listHoldsOperation = operation({
  route: 'GET /v1/clients/{clientId}/holds',
  summary: 'List what keeps a client’s record from destruction',
  description: 'The newest first, those lifted too. Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: z.object({ holds: z.array(HoldView) }),
  refusals: ['not_allowed', 'client_not_found'],
})

export const placeHoldOperation = operation({
  route: 'POST /v1/clients/{clientId}/holds',
  summary: 'Keep a client’s record from destruction',
  description:
    'Whatever its retention says: litigation, an audit, a complaint. A disposal that is proposed or approved is withdrawn in the same write. A notice for everybody who works with the client is made as a PDF.',
  tag,
  path,
  body: placing,
  status: 201,
  answer: HoldView,
  idempotent: true,
  example: {
    body: {
      reason: 'Subpoena of 3 March; counsel asks that nothing be destroyed.',
      cause: 'litigation',
    },
  },
  refusals: ['invalid_request', 'not_allowed', 'client_not_found', 'idempotency_key_reused'],
})

export const liftHoldOperation = operation({
  route: 'POST /v1/holds/{holdId}/lifting',
  summary: 'Lift a hold that another member placed',
  description: 'A second notice says so, and whether other holds keep the record.',
  tag,
  path: z.object({ holdId: ClientThingId }),
  body,
  status: 200,
  answer: HoldView,
  ifMatch: true,
  example: { body: { reason: 'The proceedings are over; counsel agrees.' } },
  refusals: [
    'invalid_request',
    'not_allowed',
    'hold_not_found',
    'hold_already_lifted',
    'hold_placed_by_you',
    'stale_revision',
  ],
})

/** The end of a client's record, with what keeps it from being destroyed. */
export const DisposalView = z.object({
  disposal: Disposal,
  client: DirectoryEntry.optional().describe('Who it is; absent once the keys are destroyed.'),
  holds: z.number().int().nonnegative(),
  openDrafts: z.number().int().nonnegative(),
  kept: z.array(Kept).describe('What stands in the way, whoever approves.'),
})
export type DisposalView = z.infer<typeof DisposalView>

export const listDisposalsOperation = operation({
  route: 'GET /v1/disposals',
  summary: 'List the records that are to be destroyed',
  description:
    'What was proposed first comes first: what waits for two members, for the end of the notice period, or is being destroyed. Says who each is, which rule it is due by, and since when.',
  tag,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: Id.optional().describe('The client after whom to go on: `next` of the page before.'),
  }),
  status: 200,
  answer: z.object({ disposals: z.array(DisposalView), next: Id.optional() }),
  refusals: ['invalid_request', 'not_allowed'],
})

export const readDisposalOperation = operation({
  route: 'GET /v1/disposals/{clientId}',
  summary: 'Read how far the disposal of a record is',
  description:
    'Also after the record was destroyed, or its disposal withdrawn. Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: DisposalView,
  refusals: ['not_allowed', 'disposal_not_found'],
})

export const approveDisposalOperation = operation({
  route: 'POST /v1/disposals/{clientId}/approvals',
  summary: 'Approve the destruction of a record',
  description:
    'Needs a sign-in of the last 15 minutes. It takes two different members; with the second the notice period begins, after which the daily run destroys the record for good, unless it is withdrawn, held, served or changed before.',
  tag,
  path,
  status: 200,
  answer: DisposalView,
  ifMatch: true,
  refusals: [
    'fresh_sign_in_required',
    'not_allowed',
    'disposal_not_found',
    'disposal_not_proposed',
    'already_approved_by_you',
    'client_on_hold',
    'open_drafts',
    'retention_not_over',
    'stale_revision',
  ],
})

export const withdrawDisposalOperation = operation({
  route: 'POST /v1/disposals/{clientId}/withdrawal',
  summary: 'Take a disposal back',
  description:
    'Until the keys are destroyed. While its retention is over, a later run proposes the record again and it needs two approvals anew; to keep it, place a hold.',
  tag,
  path,
  status: 200,
  answer: DisposalView,
  ifMatch: true,
  refusals: ['not_allowed', 'disposal_not_found', 'disposal_not_proposed', 'stale_revision'],
})

export const RegisterFilter = z
  .strictObject({
    name: line(100).optional().describe('Words that begin words of the name, in any order.'),
    birthDate: LocalDate.optional(),
  })
  .refine(({ name, birthDate }) => name !== undefined || birthDate !== undefined, {
    path: ['name'],
    message: 'or birthDate must be there',
  })
export type RegisterFilter = z.infer<typeof RegisterFilter>

/** Nobody is answered more at once: a search that finds more says too little. */
export const MOST_REGISTERED = 50

export const searchRegisterOperation = operation({
  route: 'GET /v1/disposal-register',
  summary: 'Find out what became of a destroyed record',
  description: `By name, birth date, or both: at most ${MOST_REGISTERED} entries.`,
  tag,
  query: RegisterFilter,
  status: 200,
  answer: z.object({
    entries: z.array(RegisterEntry),
    more: z.boolean().describe('More were found than are shown: say more of whom you look for.'),
  }),
  refusals: ['invalid_request', 'not_allowed'],
})
