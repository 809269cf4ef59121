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
  /** The custodial access by which the caller stands in for the author, or for somebody on the care team. */
  readonly custodialAccessId?: Id | undefined
  /** The client, or the law, wants this member kept out of this record. */
  readonly barred?: boolean
}

export interface Decision {
  readonly allowed: boolean
  /** Which row of the matrix allowed it, or why nothing did: `clinician on the care team`. */
  readonly rule: string
  /** Where nothing else allowed it: the access entry names it. */
  readonly custodialAccessId?: Id
}

/**
 * The one place that says who may do what: every path asks it (read, list, search, document, export).
 * Deny wins; what no row allows is refused.
 */
export function decide(principal: MemberCard, action: Action, facts: Facts = {}): Decision {
  if (principal.state !== 'active') return { allowed: false, rule: 'has left the practice' }
  if (facts.barred && !outsideTheRecord.has(action))
    return { allowed: false, rule: 'barred from this record' }
  const grounds = principal.roles.flatMap((role) =>
    (roleMatrix[action][role] ?? [])
      .filter((relation) => holds(relation, facts))
      .map((relation) => ({ relation, rule: `${role}: ${relation}` })),
  )
  // What somebody may do anyway, they do not do by custodial access.
  const ground = grounds.find(({ relation }) => relation !== CUSTODY) ?? grounds[0]
  if (!ground) return { allowed: false, rule: 'no role allows it' }
  const { relation, rule } = ground
  const { custodialAccessId } = facts
  return relation === CUSTODY && custodialAccessId !== undefined
    ? { allowed: true, rule, custodialAccessId }
    : { allowed: true, rule }
}

const CUSTODY: Relation = 'custodial access'

/**
 * Facts about a caller and a client, from the client's care team and those barred from it.
 *
 * @param principal with those custodial accesses alone that are in force
 */
export function factsOf(
  principal: Pick<MemberCard, 'memberId' | 'supervisees' | 'custody'>,
  client: { careTeam: readonly Id[]; barred: readonly Id[] },
  authorId?: Id,
): Facts {
  const others = authorId === undefined ? client.careTeam : [authorId]
  const held = principal.custody?.find(({ clinicianId }) => others.includes(clinicianId))
  return {
    onCareTeam: client.careTeam.includes(principal.memberId),
    supervises: others.some((id) => principal.supervisees.includes(id)),
    author: authorId === principal.memberId,
    custodialAccessId: held?.accessId,
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
    case 'custodial access':
      return facts.custodialAccessId !== undefined
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
  'register.read',
  'custodial-access.request',
  'custodial-access.approve',
  'custodial-access.read',
  'custodial-access.end',
  'caseload.hand-over',
  'certificate.read',
])
