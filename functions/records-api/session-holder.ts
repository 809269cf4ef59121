import type { Client } from '../../shared/client/client.ts'
import type { Id } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import { Refused } from '../../shared/refused.ts'

/**
 * Whoever holds a session owes its note, so they must be able to write it.
 *
 * @throws Refused `member_not_found`, `invalid_request`
 */
export function checkHolder(
  holder: Member | undefined,
  memberId: Id,
  { careTeam, barred }: Client,
): Member {
  if (holder?.state !== 'active') throw new Refused('member_not_found', [memberId])
  const fault = (rule: string) =>
    new Refused('invalid_request', [memberId], [{ field: '/body/memberId', rule }])
  if (!holder.roles.includes('clinician')) throw fault('is not a clinician')
  if (!careTeam.includes(memberId) || barred.includes(memberId))
    throw fault('is not on the client’s care team')
  return holder
}
