import { readReleaseOperation } from '../../shared/api/releases.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { readingActionOf } from '../../shared/release/action-of.ts'
import type { ReleasesContext } from './context.ts'
import { reachRelease } from './reach-release.ts'
import { releaseView } from './release-view.ts'

/** `GET /v1/releases/{releaseId}`. */
export const readRelease = (context: ReleasesContext) =>
  endpoint(readReleaseOperation, async ({ path: { releaseId }, caller }) => {
    const [found] = await reachRelease(context, caller, releaseId, readingActionOf)
    return reply(200, releaseView(found), { version: found.release.version })
  })
