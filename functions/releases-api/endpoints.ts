import type { Endpoint } from '../../shared/http/endpoint.ts'
import { askRelease } from './ask-release.ts'
import type { ReleasesContext } from './context.ts'
import { giveRelease } from './give-release.ts'
import { listLinks } from './list-links.ts'
import { listReleases } from './list-releases.ts'
import { makeLink } from './make-link.ts'
import { readRelease } from './read-release.ts'
import { revokeLink } from './revoke-link.ts'
import { revokeRelease } from './revoke-release.ts'

export const releaseEndpoints = (context: ReleasesContext): Endpoint[] => [
  listReleases(context),
  askRelease(context),
  readRelease(context),
  giveRelease(context),
  revokeRelease(context),
  listLinks(context),
  makeLink(context),
  revokeLink(context),
]
