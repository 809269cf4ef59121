import type { ReleaseView } from '../../shared/api/releases.ts'
import type { WholeRelease } from '../../shared/release/release.ts'

/** What the API shows of a release. */
export const releaseView = ({ release, words, given, revocation }: WholeRelease): ReleaseView => ({
  release,
  words,
  ...(given && { given: { documents: given.documents, reminder: given.reminder } }),
  ...(revocation !== undefined && { revocation }),
})
