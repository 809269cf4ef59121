import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import type { CustodialAccess, EndedAccess } from './custodial-access.ts'
import { standing } from './standing.ts'

/**
 * Ends an access before its time, or a request that nobody approved.
 *
 * @returns undefined where it is over already: there is nothing to do
 */
export function endAccess(
  access: CustodialAccess,
  memberId: Id,
  now: Instant,
): EndedAccess | undefined {
  if (standing(access, now).state === 'ended') return undefined
  return {
    ...access,
    state: 'ended',
    endedBy: memberId,
    endedAt: now,
    version: access.version + 1,
  }
}
