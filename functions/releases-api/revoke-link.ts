import { revokeLinkOperation } from '../../shared/api/links.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import { releaseActionOf } from '../../shared/release/action-of.ts'
import type { ReleaseLink } from '../../shared/release/link.ts'
import type { ReleasesContext } from './context.ts'
import { linkView } from './link-view.ts'
import { reachRelease } from './reach-release.ts'

/** `POST /v1/links/{linkId}/revocation`. */
export const revokeLink = (context: ReleasesContext) =>
  endpoint(
    revokeLinkOperation,
    async ({ path: { linkId }, caller, ifMatch }) => {
      const { practiceId, member } = caller
      const { clientId } = partsOf(linkId)
      const chain = clientChain(practiceId, clientId)
      const kept = await context.links.find(practiceId, linkId)
      if (!kept) throw new Refused('link_not_found', [linkId])
      const { link } = kept
      const [, , head] = await reachRelease(context, caller, link.releaseId, releaseActionOf, () =>
        context.ledger.head(chain),
      )
      if (link.version !== ifMatch) throw new Refused('stale_revision', [`"${link.version}"`])
      if (link.state === 'revoked') throw new Refused('link_already_revoked', [linkId])
      const at = context.now()
      const after: Extract<ReleaseLink, { state: 'revoked' }> = {
        ...link,
        state: 'revoked',
        revokedBy: member.memberId,
        revokedAt: at,
        version: link.version + 1,
      }
      const write = context.links.revoke(practiceId, after, () => {
        throw new Refused('stale_revision', [linkId])
      })
      const event = {
        chain,
        type: 'link_revoked' as const,
        actorId: member.memberId,
        at,
        about: { releaseId: link.releaseId, linkId, version: String(after.version) },
      }
      await context.ledger.commit([{ chain, head, event }], () => [write])
      return reply(200, linkView({ ...kept, link: after }), { version: after.version })
    },
    async ({ path: { linkId }, caller: { practiceId, member }, ifMatch }) => {
      const kept = await context.links.find(practiceId, linkId)
      const { link } = kept ?? {}
      const theirs =
        link?.state === 'revoked' &&
        link.version === ifMatch + 1 &&
        link.revokedBy === member.memberId
      return kept && theirs ? reply(200, linkView(kept), { version: link.version }) : undefined
    },
  )
