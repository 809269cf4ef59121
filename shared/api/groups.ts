import { z } from 'zod'
import { Instant, Timestamp } from '../clock.ts'
import { Group, LARGEST_GROUP, SharedPart } from '../group/group.ts'
import { Id } from '../id.ts'
import { Coding } from '../session/coding.ts'
import { operation } from './operation.ts'

const tag = 'Groups'
const path = z.object({ groupId: Id })

export const GroupPlan = z.strictObject({
  /** Who leads the group and owes each client's note: the caller, unless another is named. */
  memberId: Id.optional(),
  start: Timestamp,
  end: Timestamp,
  title: Group.shape.title,
  modality: Coding.shape.modality,
  placeOfService: Coding.shape.placeOfService,
  services: Coding.shape.services,
  clients: z
    .array(z.strictObject({ clientId: Id, diagnoses: Coding.shape.diagnoses }))
    .min(2)
    .max(LARGEST_GROUP)
    .refine((all) => new Set(all.map(({ clientId }) => clientId)).size === all.length, {
      message: 'names a client twice',
    }),
})
export type GroupPlan = z.infer<typeof GroupPlan>

const SharedPartView = SharedPart.extend({
  /** Its ETag; 0 before anything was saved. */
  revision: z.number().int().nonnegative(),
  savedAt: Instant.optional(),
  savedBy: Id.optional(),
})

export const GroupView = Group.extend({
  /** Words of notes to be: absent for those who plan and bill, and read no notes. */
  sharedPart: SharedPartView.optional(),
})
export type GroupView = z.infer<typeof GroupView>

export const planGroupOperation = operation({
  route: 'POST /v1/groups',
  summary: 'Plan a group session',
  description:
    'Two to twelve clients. Each gets a session of their own, coded and sealed for themselves, and owes a note of their own.',
  tag,
  body: GroupPlan,
  example: {
    body: {
      title: 'Tuesday skills group',
      start: '2026-03-10T18:00:00-04:00',
      end: '2026-03-10T19:30:00-04:00',
      modality: 'in person',
      placeOfService: '11',
      services: [{ cpt: '90853' }],
      clients: [
        { clientId: '3c5v7b9n1m2x4z6q8w0ertypas', diagnoses: [{ code: 'F33.1' }] },
        { clientId: '9k8j7h6g5f4d3s2a1p0qwertyx', diagnoses: [{ code: 'F43.12' }] },
      ],
    },
  },
  status: 201,
  answer: GroupView,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'client_closed',
    'member_not_found',
    'idempotency_key_reused',
    'too_busy',
  ],
})

export const readGroupOperation = operation({
  route: 'GET /v1/groups/{groupId}',
  summary: 'Read a group session',
  description:
    'Only for those who may read each client’s session. Leaves an entry in every client’s access trail.',
  tag,
  path,
  status: 200,
  answer: GroupView,
  refusals: ['not_allowed', 'group_not_found'],
})

export const saveSharedPartOperation = operation({
  route: 'PUT /v1/groups/{groupId}/shared-part',
  summary: 'Save what all notes of a group session share',
  description:
    'Drafted once for all; each note takes a copy when it is signed. Must name no client. `If-Match` is the shared part’s own revision, `"0"` for the first.',
  tag,
  path,
  body: SharedPart,
  example: { body: { sections: { objective: 'The group practised distress tolerance.' } } },
  status: 200,
  answer: SharedPartView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'group_not_found',
    'stale_revision',
    'body_too_large',
  ],
})
