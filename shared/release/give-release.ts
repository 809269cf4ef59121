import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Release, ReleaseIn } from './release.ts'

/** Who changes a release, when, and from which version. */
interface Change {
  readonly memberId: Id
  readonly at: Instant
  readonly version: number
}

/**
 * Gives what is ready. From here it is in the accounting for good.
 *
 * @throws Refused `stale_revision`, `release_not_ready`, `release_already_given`, `release_revoked`
 */
export function giveRelease(
  release: Release,
  { memberId, at, version }: Change,
): ReleaseIn<'given'> {
  const { releaseId } = release
  if (release.version !== version) throw new Refused('stale_revision', [`"${release.version}"`])
  if (release.state === 'asked') throw new Refused('release_not_ready', [releaseId])
  if (release.state === 'given') throw new Refused('release_already_given', [releaseId])
  if (release.state === 'revoked') throw new Refused('release_revoked', [releaseId])
  return { ...release, state: 'given', givenBy: memberId, givenAt: at, version: version + 1 }
}

/**
 * Takes a release back: nothing is given by it any more, and its links open nothing. What the
 * recipient has, they have; so what was given stays in the accounting.
 *
 * @throws Refused `stale_revision`, `release_revoked`
 */
export function revokeRelease(
  release: Release,
  { memberId, at, version }: Change,
): ReleaseIn<'revoked'> {
  if (release.version !== version) throw new Refused('stale_revision', [`"${release.version}"`])
  if (release.state === 'revoked') throw new Refused('release_revoked', [release.releaseId])
  return { ...release, state: 'revoked', revokedBy: memberId, revokedAt: at, version: version + 1 }
}
