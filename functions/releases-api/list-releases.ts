import { decide, factsOf } from '../../shared/access/decide.ts'
import { listReleasesOperation } from '../../shared/api/releases.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { readingActionOf } from '../../shared/release/action-of.ts'
import type { ReleasesContext } from './context.ts'
import { releaseView } from './release-view.ts'

/** `GET /v1/clients/{clientId}/releases`: those that the caller may read, one by one. */
export const listReleases = (context: ReleasesContext) =>
  endpoint(listReleasesOperation, async ({ path: { clientId }, caller }) => {
    const { practiceId, member } = caller
    const [client, releases] = await reachClient(
      context,
      caller,
      { clientId, action: 'release.read-payment' },
      context.releases.all(practiceId, clientId),
    )
    const facts = factsOf(member, client)
    const visible = releases.filter(
      ({ words }) => decide(member, readingActionOf(words.basis.ground), facts).allowed,
    )
    return reply(200, { releases: visible.map(releaseView) })
  })
