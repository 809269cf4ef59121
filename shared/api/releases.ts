import { z } from 'zod'
import { ClientThingId, Id } from '../id.ts'
import { GivenRecord, Release, ReleaseWords, WithdrawalReason } from '../release/release.ts'
import { operation } from './operation.ts'

const tag = 'Releases'
const ofClient = z.object({ clientId: Id })
const path = z.object({ releaseId: ClientThingId })

/** A release with what it says, what was given, and why it was revoked, as far as it has come. */
export const ReleaseView = z.object({
  release: Release,
  words: ReleaseWords,
  /** Each document with the hash of its bytes, and what the recipient is to be told with them. */
  given: GivenRecord.pick({ documents: true, reminder: true }).optional(),
  revocation: z.string().optional(),
})
export type ReleaseView = z.infer<typeof ReleaseView>

export const listReleasesOperation = operation({
  route: 'GET /v1/clients/{clientId}/releases',
  summary: 'List what left a client’s record, or is to leave',
  description: 'The newest first, the revoked too. Billers see what left for payment.',
  tag,
  path: ofClient,
  status: 200,
  answer: z.object({ releases: z.array(ReleaseView) }),
  refusals: ['not_allowed', 'client_not_found'],
})

export const askReleaseOperation = operation({
  route: 'POST /v1/clients/{clientId}/releases',
  summary: 'Ask for a release',
  description:
    'Says what is to leave, to whom, what for and by which right. `may_not_leave` names in `about` each rule that stands in its way, and in `errors` the field and the law. Documents that exist are ready to be given at once.',
  tag,
  path: ofClient,
  body: ReleaseWords,
  status: 201,
  answer: ReleaseView,
  idempotent: true,
  example: {
    body: {
      purpose: 'Review of claim 7731-04',
      recipient: { name: 'Cascadia Health Plan', role: 'payer', contact: 'Fax 503 555 0134' },
      basis: { ground: 'payment' },
      scope: { sections: ['progress-notes'], from: '2026-03-01', to: '2026-03-31' },
      contents: {
        of: 'documents',
        documents: ['060b8khszw3fh5fx8gpa92159a.299n5waw89bv78hvnystmgb9s5'],
      },
    },
  },
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'document_not_found',
    'may_not_leave',
    'idempotency_key_reused',
  ],
})

export const readReleaseOperation = operation({
  route: 'GET /v1/releases/{releaseId}',
  summary: 'Read one release',
  tag,
  path,
  status: 200,
  answer: ReleaseView,
  refusals: ['not_allowed', 'release_not_found'],
})

export const giveReleaseOperation = operation({
  route: 'POST /v1/releases/{releaseId}/giving',
  summary: 'Give what is ready',
  description:
    'Needs a sign-in of the last 15 minutes. The rules are asked again, and the consents held to in the same write. It stands in the accounting from then on, and the record’s retention begins anew.',
  tag,
  path,
  status: 200,
  answer: ReleaseView,
  ifMatch: true,
  refusals: [
    'fresh_sign_in_required',
    'not_allowed',
    'release_not_found',
    'release_not_ready',
    'release_already_given',
    'release_revoked',
    'document_not_found',
    'may_not_leave',
    'stale_revision',
  ],
})

export const revokeReleaseOperation = operation({
  route: 'POST /v1/releases/{releaseId}/revocation',
  summary: 'Take a release back',
  description:
    'Nothing is given by it any more, and links of it open nothing. What was given stays in the accounting.',
  tag,
  path,
  body: z.strictObject({ reason: WithdrawalReason }),
  status: 200,
  answer: ReleaseView,
  ifMatch: true,
  example: { body: { reason: 'Asked for by mistake.' } },
  refusals: [
    'invalid_request',
    'not_allowed',
    'release_not_found',
    'release_revoked',
    'stale_revision',
  ],
})
