import { z } from 'zod'
import { ClientThingId, Id } from '../id.ts'
import { PlanDraft } from '../plan/plan-draft.ts'
import { SignedPlan } from '../plan/signed-plan.ts'
import { TreatmentPlan } from '../plan/treatment-plan.ts'
import { line } from '../text.ts'
import { operation } from './operation.ts'

const tag = 'Treatment plans'
const path = z.object({ planId: ClientThingId })
const clientPath = z.object({ clientId: Id })

/** A plan with what it says: a draft, or since it was signed all that was signed. */
export const PlanView = z.object({
  plan: TreatmentPlan,
  draft: PlanDraft.optional(),
  signed: SignedPlan.optional(),
  /** Why it was ended, or the draft discarded. */
  endReason: z.string().optional(),
})
export type PlanView = z.infer<typeof PlanView>

export const listPlansOperation = operation({
  route: 'GET /v1/clients/{clientId}/plans',
  summary: 'List a client’s treatment plans, and which one is in force',
  description:
    'What was opened last comes first: states and dates, no word of them. At most one is `signed`: the one in force. Leaves an entry in the client’s access trail.',
  tag,
  path: clientPath,
  status: 200,
  answer: z.object({ plans: z.array(TreatmentPlan) }),
  refusals: ['not_allowed', 'client_not_found'],
})

export const openPlanOperation = operation({
  route: 'POST /v1/clients/{clientId}/plans',
  summary: 'Begin a treatment plan',
  description:
    'Where a plan is in force, the new one begins with what it says, to be reviewed: its open goals, each of which needs its progress before the new plan can be signed. Otherwise it begins empty, with the client’s diagnoses. Whoever begins it is its author, and alone can save and sign it.',
  tag,
  path: clientPath,
  status: 201,
  answer: PlanView,
  idempotent: true,
  refusals: ['not_allowed', 'client_not_found', 'client_closed'],
})

export const readPlanOperation = operation({
  route: 'GET /v1/plans/{planId}',
  summary: 'Read a treatment plan',
  description:
    'A draft is for its author and their supervisor alone. Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: PlanView,
  refusals: ['not_allowed', 'plan_not_found'],
})

export const savePlanOperation = operation({
  route: 'PUT /v1/plans/{planId}/draft',
  summary: 'Save a draft of a treatment plan',
  description:
    'Replaces all of it; anything may still be empty or missing. Diagnoses are named by the ids of the client’s diagnoses. `If-Match` names the version it was made from; a 412 names the one there is, as an ETag, in `about`.',
  tag,
  path,
  body: PlanDraft,
  status: 200,
  answer: PlanView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'plan_not_found',
    'plan_not_draft',
    'stale_revision',
    'body_too_large',
  ],
  example: {
    body: {
      from: '2026-01-12',
      reviewOn: '2026-04-12',
      estimatedEndOn: '2026-10-12',
      diagnoses: ['01hzx3c8m2q7v5r9t4k6w8y0ab.2s4t6v8w0x1y3z5a7b9c1d3e5f'],
      problems: [
        {
          statement: 'Worry keeps the client awake and from finishing work.',
          goals: [
            {
              statement: 'Fall asleep within 30 minutes on five nights a week',
              baseline: 'Two nights a week',
              targetOn: '2026-04-12',
              measure: { name: 'GAD-7', baseline: 14, target: 7 },
              objectives: [{ statement: 'Keep a worry diary on five days a week' }],
              interventions: [
                { technique: 'CBT for insomnia', frequency: 'weekly, 50 minutes', by: 'Dr. Baker' },
              ],
            },
          ],
        },
      ],
      necessity: 'Sleeps four hours a night; late to work eleven times in December.',
      strengths: 'Keeps appointments.',
      barriers: '',
      discharge: 'GAD-7 below 5 twice, four weeks apart.',
      participation: 'Chose the goal and its words.',
      agreement: { by: 'client', given: 'in writing', on: '2026-01-12' },
    },
  },
})

export const signPlanOperation = operation({
  route: 'POST /v1/plans/{planId}/signature',
  summary: 'Sign a treatment plan',
  description:
    'Needs a sign-in of the last 15 minutes; otherwise 401 with an RFC 9470 challenge. Freezes what it says, the diagnoses, and the measures that its goals name; the plan that was in force is superseded in the same write. Whatever is missing is named, each field. A supervisor’s co-signature on a plan is not kept here.',
  tag,
  path,
  body: z.strictObject({
    /** The words that were shown, by version: `GET /v1/templates` lists them. */
    statementVersion: z.string().max(40),
    /** Signing is an act: only `true` signs. */
    accepted: z.boolean(),
  }),
  status: 200,
  answer: PlanView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'fresh_sign_in_required',
    'statement_not_accepted',
    'plan_not_found',
    'plan_not_draft',
    'plan_incomplete',
    'stale_revision',
    'body_too_large',
    'too_busy',
  ],
  example: { body: { statementVersion: 'plan/1', accepted: true } },
})

export const endPlanOperation = operation({
  route: 'POST /v1/plans/{planId}/end',
  summary: 'End the plan in force, or discard a draft',
  description:
    'A plan that was ended guides no later session. A draft that comes to nothing is kept as it was, and no longer keeps the record open. The answer holds no word of the plan.',
  tag,
  path,
  body: z.strictObject({ reason: line(500) }),
  status: 200,
  answer: PlanView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'plan_not_found',
    'plan_over',
    'stale_revision',
    'too_busy',
  ],
  example: { body: { reason: 'All goals are met.' } },
})
