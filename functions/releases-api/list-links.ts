import { listLinksOperation } from '../../shared/api/links.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { readingActionOf } from '../../shared/release/action-of.ts'
import type { ReleasesContext } from './context.ts'
import { linkView } from './link-view.ts'
import { reachRelease } from './reach-release.ts'

/** `GET /v1/releases/{releaseId}/links`. */
export const listLinks = (context: ReleasesContext) =>
  endpoint(listLinksOperation, async ({ path: { releaseId }, caller }) => {
    const [, , links] = await reachRelease(context, caller, releaseId, readingActionOf, () =>
      context.links.of(caller.practiceId, releaseId),
    )
    return reply(200, { links: links.map(linkView) })
  })
