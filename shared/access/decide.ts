import type { Id } from '../id.ts'
import type { MemberCard } from '../member/member.ts'
import { type Action, type Relation, roleMatrix } from './role-matrix.ts'

/** How the caller stands to what they ask for. Relations that do not apply are false. */
export interface Facts {
  /** On the client's care team. */
  readonly onCareTeam?: boolean
  /** Supervises the author, or somebody on the client's care team. */
  readonly supervises?: boolean
  /** Wrote it, or owes it. */
  readonly author?: boolean
  /** The client, or the law, wants this member kept out of this record. */
  readonly barred?: boolean
}

export interface Decision {
  readonly allowed: boolean
  /** Which row of the matrix allowed it, or why nothing did: `clinician on the care team`. */
  readonly rule: string
}

/**
 * The one place that says who may do what: every path asks it (read, list, search, document, export).
 * Deny wins; what no row allows is refused.
 */
export function decide(principal: MemberCard, action: Action, facts: Facts = {}): Decision {
  if (principal.state !== 'active') return { allowed: false, rule: 'has left the practice' }
  if (facts.barred && !outsideTheRecord.has(action))
    return { allowed: false, rule: 'barred from this record' }
  for (const role of principal.roles) {
    for (const relation of roleMatrix[action][role] ?? []) {
      if (holds(relation, facts)) return { allowed: true, rule: `${role}: ${relation}` }
    }
  }
  return { allowed: false, rule: 'no role allows it' }
}

/** Facts about a caller and a client, from the client's care team and those barred from it. */
export function factsOf(
  principal: Pick<MemberCard, 'memberId' | 'supervisees'>,
  client: { careTeam: readonly Id[]; barred: readonly Id[] },
  authorId?: Id,
): Facts {
  const supervised = authorId === undefined ? client.careTeam : [authorId]
  return {
    onCareTeam: client.careTeam.includes(principal.memberId),
    supervises: supervised.some((id) => principal.supervisees.includes(id)),
    author: authorId === principal.memberId,
    barred: client.barred.includes(principal.memberId),
  }
}

function holds(relation: Relation, facts: Facts): boolean {
  switch (relation) {
    case 'always':
      return true
    case 'on the care team':
      return facts.onCareTeam === true
    case 'supervises':
      return facts.supervises === true
    case 'author':
      return facts.author === true
    case 'author on the care team':
      return facts.author === true && facts.onCareTeam === true
  }
}

/** What concerns the practice, not a client's record: nobody is barred from it for a client's sake. */
const outsideTheRecord: ReadonlySet<Action> = new Set<Action>([
  'settings.read',
  'settings.change',
  'member.read',
  'member.change',
  'worklist.own',
  'worklist.supervised',
  'worklist.practice',
  'practice-ledger.read',
  'template.read',
  'client.add',
])
