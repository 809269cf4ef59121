import { type Instant, minutesBetween } from '../../../../shared/clock.ts'
import type { ClientRow, MemberRow, PracticeRow, SessionRow } from './caseload.ts'
import { checkNote } from './check-note.ts'
import type { CheckedSession } from './checked-rows.ts'
import { type At, momentOf } from './moment.ts'
import { type Fault, fault } from './take-rows.ts'

/** What a session row is checked against. */
export interface Around {
  readonly practice: PracticeRow
  readonly members: ReadonlyMap<string, MemberRow>
  readonly clients: ReadonlyMap<string, ClientRow>
  /** What was held is over by then. */
  readonly now: Instant
}

/** @returns the session with every time an instant, or all that is wrong with it */
export function checkSession(
  row: SessionRow,
  place: string,
  around: Around,
): CheckedSession | Fault[] {
  const faults = peopleFaults(row, around)
  const at: At = (field, when) => {
    const moment = momentOf(when, around.practice.zone)
    if (!moment) faults.push(fault(field, 'is not a moment that exists'))
    return moment
  }
  const start = at('/start', row.start)
  const end = at('/end', row.end)
  if (start && end) faults.push(...timeFaults(start, end, '/end'))
  const outcome = outcomeOf(row, start, end, at, around.now, faults)
  const note = row.note && checkNote(row.note, { ...around, row, outcome, at }, faults)
  if (faults.length > 0 || !start || !end || !outcome) return faults
  const { client, member, modality, placeOfService, participants, services, diagnoses } = row
  return {
    row: place,
    client,
    member,
    start,
    end,
    coding: { modality, placeOfService, participants, services, diagnoses },
    outcome,
    ...(note && { note }),
  }
}

function peopleFaults(row: SessionRow, { members, clients }: Around): Fault[] {
  const client = clients.get(row.client)
  const member = members.get(row.member)
  const faults: Fault[] = []
  if (!client) faults.push(fault('/client', 'names a client who is missing or refused'))
  if (!member) faults.push(fault('/member', 'names a member who is missing or refused'))
  else if (!member.roles.includes('clinician'))
    faults.push(fault('/member', 'names a member who is not a clinician'))
  if (client && member && !client.careTeam.includes(member.key))
    faults.push(fault('/member', 'is not on the client’s care team'))
  return faults
}

function timeFaults(start: Instant, end: Instant, field: string): Fault[] {
  if (end <= start) return [fault(field, 'must be after the start')]
  if (minutesBetween(start, end) > 24 * 60)
    return [fault(field, 'must be within 24 hours of the start')]
  return start < '1970' ? [fault(field.replace(/end$/, 'start'), 'must not be before 1970')] : []
}

function outcomeOf(
  { outcome }: SessionRow,
  plannedStart: Instant | undefined,
  plannedEnd: Instant | undefined,
  at: At,
  now: Instant,
  faults: Fault[],
): CheckedSession['outcome'] | undefined {
  if (outcome.status !== 'held') return outcome
  const start = outcome.start === undefined ? plannedStart : at('/outcome/start', outcome.start)
  const end = outcome.end === undefined ? plannedEnd : at('/outcome/end', outcome.end)
  if (!start || !end) return undefined
  if (outcome.start !== undefined || outcome.end !== undefined)
    faults.push(...timeFaults(start, end, '/outcome/end'))
  if (end > now) faults.push(fault('/outcome', 'must not be held: it ends in the future'))
  return { status: 'held', start, end }
}
