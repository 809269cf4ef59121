import { insist } from '../../shared/access/insist.ts'
import {
  type OrphanedCaseload,
  readWorklist,
  type WorklistEntry,
} from '../../shared/api/oversight.ts'
import { placeOf, type WorkHint } from '../../shared/aws/worklist.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Id } from '../../shared/id.ts'
import type { Member, MemberCard } from '../../shared/member/member.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { PracticeContext } from './context.ts'

export const worklist = (context: PracticeContext) =>
  endpoint(readWorklist, async ({ caller: { member, practiceId }, query }) => {
    const { of, limit, cursor = '' } = query
    insist(member, `worklist.${of}`)
    const { hints, left } = await owed[of](context, practiceId, member)
    const rest = hints.filter((hint) => placeOf(hint) > cursor)
    const page = rest.slice(0, limit)
    const last = page.at(-1)
    const obligations = await context.worklist.standing(page)
    return reply(200, {
      entries: obligations.map((each) => entryOf(each, member)),
      ...(last && rest.length > limit && { next: placeOf(last) }),
      ...(left && { orphaned: orphaned(hints, left) }),
    })
  })

interface Found {
  readonly hints: WorkHint[]
  /** Those among them who left. */
  readonly left?: ReadonlySet<Id>
}

type Owed = (context: PracticeContext, practiceId: Id, member: MemberCard) => Promise<Found>

const owed: Record<'own' | 'supervised' | 'practice', Owed> = {
  own: async ({ worklist }, practiceId, { memberId, supervisees, roles }) => {
    const supervised = roles.includes('supervisor') ? supervisees : []
    const hints = await worklist.hints(practiceId, [memberId, ...supervised])
    return {
      hints: hints.filter((hint) => hint.memberId === memberId || hint.level === 'supervisor'),
    }
  },
  supervised: async ({ worklist, roster }, practiceId, { supervisees }) => {
    const [hints, members] = await Promise.all([
      worklist.hints(practiceId, supervisees),
      roster.members(practiceId),
    ])
    return { hints, left: whoLeft(members) }
  },
  practice: async ({ worklist, roster }, practiceId) => {
    const members = await roster.members(practiceId)
    const ids = members.map(({ memberId }) => memberId)
    return { hints: await worklist.hints(practiceId, ids), left: whoLeft(members) }
  },
}

const whoLeft = (members: readonly Member[]): ReadonlySet<Id> =>
  new Set(members.flatMap(({ state, memberId }) => (state === 'left' ? [memberId] : [])))

function orphaned(hints: readonly WorkHint[], left: ReadonlySet<Id>): OrphanedCaseload[] {
  const owing = hints.map(({ memberId }) => memberId).filter((memberId) => left.has(memberId))
  return [...Map.groupBy(owing, (memberId) => memberId)].map(([memberId, { length }]) => ({
    memberId,
    owed: length,
  }))
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
