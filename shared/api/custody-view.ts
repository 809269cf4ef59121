import type { Instant } from '../clock.ts'
import type { CustodialAccess } from '../custody/custodial-access.ts'
import { standing } from '../custody/standing.ts'
import type { CustodialAccessView } from './custody.ts'

/** What the API shows of a custodial access, as it stands now. */
export function custodialAccessView(access: CustodialAccess, now: Instant): CustodialAccessView {
  const { practiceId: _practice, version: _version, ...known } = access
  return { ...known, ...standing(access, now) }
}
