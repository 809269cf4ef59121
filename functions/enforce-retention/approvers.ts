import type { Member } from '../../shared/member/member.ts'
import type { DisposalIn } from '../../shared/retention/disposal.ts'
import type { RetentionContext } from './context.ts'

/** Who approved, whatever their state is now: members stay. */
export async function approversOf(
  { practice }: RetentionContext,
  { practiceId, approvals }: DisposalIn<'destroying' | 'destroyed'>,
): Promise<Member[]> {
  const members = await Promise.all(
    approvals.map(({ memberId }) => practice.member(practiceId, memberId)),
  )
  return members.filter((member) => member !== undefined)
}
