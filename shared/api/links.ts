import { z } from 'zod'
import { ClientThingId } from '../id.ts'
import { linkDays, linkOpenings, ReleaseLink } from '../release/link.ts'
import { operation } from './operation.ts'

const tag = 'Links'
const ofRelease = z.object({ releaseId: ClientThingId })

export const LinkView = z.object({
  link: ReleaseLink,
  opened: z
    .number()
    .int()
    .optional()
    .describe('How often it was; unknown some time after it expired.'),
})
export type LinkView = z.infer<typeof LinkView>

export const listLinksOperation = operation({
  route: 'GET /v1/releases/{releaseId}/links',
  summary: 'List the links to what was given',
  tag,
  path: ofRelease,
  status: 200,
  answer: z.object({ links: z.array(LinkView) }),
  refusals: ['not_allowed', 'release_not_found'],
})

export const makeLinkOperation = operation({
  route: 'POST /v1/releases/{releaseId}/links',
  summary: 'Make a link for somebody outside',
  description:
    'Needs a sign-in of the last 15 minutes. `path`, after the address of this API, is the link; it is told here once and kept nowhere, so it cannot be asked for again: make another, and revoke this one. Whoever has it can open it: send it to the recipient alone. It ends at its time, after so many openings, when it or the release is revoked, and with the consent it rests on.',
  tag,
  path: ofRelease,
  body: z.strictObject({
    days: z.number().int().min(1).max(linkDays.most).default(linkDays.usual),
    openings: z.number().int().min(1).max(linkOpenings.most).default(linkOpenings.usual),
  }),
  status: 201,
  answer: LinkView.extend({ path: z.string() }),
  example: { body: { days: 7, openings: 3 } },
  refusals: [
    'invalid_request',
    'fresh_sign_in_required',
    'not_allowed',
    'release_not_found',
    'release_not_given',
    'release_revoked',
    'document_not_found',
    'may_not_leave',
  ],
})

export const revokeLinkOperation = operation({
  route: 'POST /v1/links/{linkId}/revocation',
  summary: 'Revoke a link',
  tag,
  path: z.object({ linkId: ClientThingId }),
  status: 200,
  answer: LinkView,
  ifMatch: true,
  refusals: [
    'not_allowed',
    'link_not_found',
    'release_not_found',
    'link_already_revoked',
    'stale_revision',
  ],
})

/** Attacker-controlled: whatever it is, it is looked for, or each would be told by how it is refused. */
const token = z.object({ token: z.string() })

const notThere =
  'A link that is wrong, over, used up or revoked is answered with one and the same page, status 404.'

export const lookAtLinkOperation = operation({
  route: 'GET /v1/open/{token}',
  summary: 'Look at a link, as somebody outside',
  description: `A page with the practice’s name and a button: mail scanners that follow links open nothing. ${notThere}`,
  tag,
  path: token,
  status: 200,
  page: true,
  refusals: [],
})

export const openLinkOperation = operation({
  route: 'POST /v1/open/{token}',
  summary: 'Open a link',
  description: `A page with a link to each document that works for 60 seconds. It is counted, and stands in the client’s access trail under whoever made the link. ${notThere}`,
  tag,
  path: token,
  status: 200,
  page: true,
  refusals: [],
})
