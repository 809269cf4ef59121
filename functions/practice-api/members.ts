import { decide } from '../../shared/access/decide.ts'
import { insist } from '../../shared/access/insist.ts'
import { addMember, changeMember, listMembers, readMember } from '../../shared/api/members.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { derivedId, newId } from '../../shared/id.ts'
import type { Member, MemberCard } from '../../shared/member/member.ts'
import { Refused } from '../../shared/refused.ts'
import type { PracticeContext } from './context.ts'

export const membersList = ({ roster }: PracticeContext) =>
  endpoint(listMembers, async ({ caller: { member, practiceId } }) => {
    insist(member, 'member.read')
    const members = await roster.members(practiceId)
    members.sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.memberId < b.memberId ? -1 : 1))
    return reply(200, { members: members.map((each) => seenBy(member, each)) })
  })

export const memberRead = ({ roster }: PracticeContext) =>
  endpoint(readMember, async ({ caller: { member, practiceId }, path }) => {
    insist(member, 'member.read')
    const found = await roster.member(practiceId, path.memberId)
    if (!found) throw new Refused('member_not_found', [path.memberId])
    return reply(200, seenBy(member, found), { version: found.version })
  })

export const memberAddition = ({ roster }: PracticeContext) =>
  endpoint(addMember, async ({ caller: { member, practiceId }, body, idempotencyKey }) => {
    insist(member, 'member.change')
    const memberId =
      idempotencyKey === undefined
        ? newId()
        : derivedId('member', practiceId, member.memberId, idempotencyKey)
    const added = await roster.change(practiceId, member.memberId, () => ({
      after: { ...body, memberId, state: 'active', version: 1 },
      request: body,
    }))
    return reply(201, added, { version: added.version, location: `/v1/members/${memberId}` })
  })

export const memberChange = ({ roster }: PracticeContext) =>
  endpoint(
    changeMember,
    async ({ caller: { member, practiceId }, path, body, ifMatch }) => {
      const { memberId } = path
      insist(member, 'member.change')
      const changed = await roster.change(practiceId, member.memberId, (members) => {
        const before = members.find((each) => each.memberId === memberId)
        if (!before) throw new Refused('member_not_found', [memberId])
        if (before.version !== ifMatch) throw new Refused('stale_revision', [memberId])
        return { before, after: { ...body, memberId, version: ifMatch + 1 } }
      })
      return reply(200, changed, { version: changed.version })
    },
    async ({ caller: { practiceId }, path: { memberId }, body, ifMatch }) => {
      const found = await roster.member(practiceId, memberId)
      return found && sameJson(found, { ...body, memberId, version: ifMatch + 1 })
        ? reply(200, found, { version: ifMatch + 1 })
        : undefined
    },
  )

/** Whose account is whose concerns those alone who manage accounts, and oneself. */
function seenBy(principal: MemberCard, member: Member): Member {
  if (member.memberId === principal.memberId) return member
  if (decide(principal, 'member.change').allowed) return member
  const { subject: _subject, ...rest } = member
  return rest
}
