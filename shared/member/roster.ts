import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Member } from './member.ts'

/**
 * All members of a practice after one was added or changed, if together they still make a practice:
 * somebody can administer it, and supervision names supervisors and goes round in no circle.
 *
 * Whoever leaves may go at once, whomever they supervise: taking access away never waits.
 *
 * @throws Refused `invalid_request` at `/body/supervisorId`, `still_supervises`,
 * `account_in_use`, `last_admin`
 */
export function rosterWith(roster: readonly Member[], changed: Member): readonly Member[] {
  const before = roster.find(({ memberId }) => memberId === changed.memberId)
  const after = [...roster.filter((member) => member !== before), changed]
  // A supervisor who left stays named until another is: an old name stops no other change.
  if (changed.supervisorId !== before?.supervisorId) checkSupervisor(changed, after)
  checkSupervised(changed, after)
  checkAccount(changed, after)
  if (!after.some(canAdminister)) throw new Refused('last_admin', [changed.memberId])
  return after
}

/** Who has no account cannot sign in, and so administers nothing. */
const canAdminister = ({ state, roles, subject }: Member) =>
  state === 'active' && roles.includes('admin') && subject !== undefined

const supervises = ({ state, roles }: Member) => state === 'active' && roles.includes('supervisor')

function checkSupervisor(member: Member, roster: readonly Member[]): void {
  if (member.supervisorId === undefined) return
  if (member.supervisorId === member.memberId) throw wrongSupervisor('is the member')
  const supervisor = find(roster, member.supervisorId)
  if (!supervisor || !supervises(supervisor))
    throw wrongSupervisor('is not an active supervisor of this practice')
  const seen = new Set<Id>([member.memberId])
  for (let next: Member | undefined = supervisor; next; next = find(roster, next.supervisorId)) {
    if (seen.has(next.memberId)) throw wrongSupervisor('would supervise in a circle')
    seen.add(next.memberId)
  }
}

function checkSupervised(member: Member, roster: readonly Member[]): void {
  if (member.state === 'left' || supervises(member)) return
  const supervised = roster.filter(
    ({ supervisorId, state }) => supervisorId === member.memberId && state === 'active',
  )
  if (supervised.length === 0) return
  throw new Refused(
    'still_supervises',
    supervised.map(({ memberId }) => memberId),
  )
}

function checkAccount({ memberId, subject }: Member, roster: readonly Member[]): void {
  if (subject === undefined) return
  if (roster.some((other) => other.memberId !== memberId && other.subject === subject))
    throw new Refused('account_in_use', ['subject'])
}

const find = (roster: readonly Member[], id: Id | undefined) =>
  id === undefined ? undefined : roster.find(({ memberId }) => memberId === id)

const wrongSupervisor = (rule: string) =>
  new Refused('invalid_request', [], [{ field: '/body/supervisorId', rule }])
