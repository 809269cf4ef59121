import type { HeldAccess } from '../custody/custodial-access.ts'
import type { Id } from '../id.ts'
import type { Member, MemberCard } from './member.ts'

/**
 * What is kept beside a token's subject. Members who left still count among the supervised: their
 * supervisor goes on answering for what they wrote.
 */
export function memberCard(
  practiceId: Id,
  member: Member,
  roster: readonly Member[],
  custody: readonly HeldAccess[] = [],
): MemberCard {
  const { version: _version, email: _email, subject: _subject, ...known } = member
  return {
    ...known,
    practiceId,
    supervisees: roster
      .filter(({ supervisorId }) => supervisorId === member.memberId)
      .map(({ memberId }) => memberId)
      .sort(),
    ...(custody.length > 0 && { custody: [...custody] }),
  }
}
