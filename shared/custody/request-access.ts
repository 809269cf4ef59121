import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import type { Member } from '../member/member.ts'
import { Refused } from '../refused.ts'
import type { Departure, RequestedAccess } from './custodial-access.ts'

/** What somebody asks for. */
export interface AccessRequest {
  readonly accessId: Id
  readonly practiceId: Id
  readonly custodianId: Id
  readonly clinicianId: Id
  readonly reason: Departure
  readonly hours: number
}

/**
 * Asks for the work of a clinician. Who is said to have died or left must be known as such: nobody
 * gets at the drafts of a colleague who works on.
 *
 * @param clinician as the practice knows them now
 * @throws Refused `member_not_found`, `invalid_request`
 */
export function requestAccess(
  request: AccessRequest,
  clinician: Member | undefined,
  now: Instant,
): RequestedAccess {
  if (!clinician) throw new Refused('member_not_found', [request.clinicianId])
  if (request.clinicianId === request.custodianId) throw fault('clinicianId', 'is yourself')
  if ((request.reason === 'died' || request.reason === 'left') && clinician.state === 'active')
    throw fault('reason', 'is not so: the member is active. Let them leave first')
  return { ...request, state: 'requested', requestedAt: now, version: 1 }
}

const fault = (field: string, rule: string) =>
  new Refused('invalid_request', [], [{ field: `/body/${field}`, rule }])
