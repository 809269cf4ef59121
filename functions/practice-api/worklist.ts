import { insist } from '../../shared/access/insist.ts'
import { readWorklist, type WorklistEntry } from '../../shared/api/oversight.ts'
import { placeOf, type WorkHint } from '../../shared/aws/worklist.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { MemberCard } from '../../shared/member/member.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { PracticeContext } from './context.ts'

export const worklist = (context: PracticeContext) =>
  endpoint(readWorklist, async ({ caller: { member, practiceId }, query }) => {
    const { of, limit, cursor = '' } = query
    insist(member, `worklist.${of}`)
    const hints = await owed[of](context, practiceId, member)
    const rest = hints.filter((hint) => placeOf(hint) > cursor)
    const page = rest.slice(0, limit)
    const last = page.at(-1)
    const obligations = await context.worklist.standing(page)
    return reply(200, {
      entries: obligations.map((each) => entryOf(each, member)),
      ...(last && rest.length > limit && { next: placeOf(last) }),
    })
  })

type Owed = (
  context: PracticeContext,
  practiceId: string,
  member: MemberCard,
) => Promise<WorkHint[]>

const owed: Record<'own' | 'supervised' | 'practice', Owed> = {
  own: async ({ worklist }, practiceId, { memberId, supervisees, roles }) => {
    const supervised = roles.includes('supervisor') ? supervisees : []
    const hints = await worklist.hints(practiceId, [memberId, ...supervised])
    return hints.filter((hint) => hint.memberId === memberId || hint.level === 'supervisor')
  },
  supervised: ({ worklist }, practiceId, { supervisees }) =>
    worklist.hints(practiceId, supervisees),
  practice: async ({ worklist, roster }, practiceId) => {
    const members = await roster.members(practiceId)
    return worklist.hints(
      practiceId,
      members.map(({ memberId }) => memberId),
    )
  },
}

function entryOf(obligation: Obligation, { memberId, supervisees }: MemberCard): WorklistEntry {
  const { flagAt: _flagAt, flags: _flags, ...entry } = obligation
  return {
    ...entry,
    escalated:
      entry.memberId !== memberId &&
      entry.level === 'supervisor' &&
      supervisees.includes(entry.memberId),
  }
}
