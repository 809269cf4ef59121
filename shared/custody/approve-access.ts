import { type Instant, plusHours } from '../clock.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { ApprovedAccess, CustodialAccess } from './custodial-access.ts'
import { standing } from './standing.ts'

/**
 * The second person's yes. From now on the time runs.
 *
 * @returns undefined where this person said so before: there is nothing to do
 * @throws Refused `custodial_access_not_requested`, `already_approved_by_you` for whoever asked
 */
export function approveAccess(
  access: CustodialAccess,
  memberId: Id,
  now: Instant,
): ApprovedAccess | undefined {
  const { state } = standing(access, now)
  if (access.state === 'approved' && state === 'approved' && access.approvedBy === memberId)
    return undefined
  if (access.state !== 'requested' || state !== 'requested')
    throw new Refused('custodial_access_not_requested', [access.accessId])
  if (access.custodianId === memberId)
    throw new Refused('already_approved_by_you', [access.accessId])
  return {
    ...access,
    state: 'approved',
    approvedBy: memberId,
    approvedAt: now,
    until: plusHours(now, access.hours),
    version: access.version + 1,
  }
}
