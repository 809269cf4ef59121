import type { Id } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/** The members of these ids. @throws Refused `member_not_found` naming those who are nobody here, or left */
export async function activeMembers(
  { practice }: Pick<RecordsContext, 'practice'>,
  practiceId: Id,
  ids: readonly Id[],
): Promise<Member[]> {
  const found = await Promise.all(ids.map((id) => practice.member(practiceId, id)))
  const active = found.filter((member) => member?.state === 'active')
  const missing = ids.filter((id) => !active.some((member) => member?.memberId === id))
  if (missing.length > 0) throw new Refused('member_not_found', missing)
  return active.flatMap((member) => member ?? [])
}
