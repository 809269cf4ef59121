import { z } from 'zod'
import type { Instant } from '../../../../shared/clock.ts'
import { ruleOf } from '../../../../shared/http/field-faults.ts'
import { ClientRow, FORMAT, MemberRow, PracticeRow, SessionRow } from './caseload.ts'
import { checkSession } from './check-session.ts'
import type { CheckedSession } from './checked-rows.ts'
import { type Fault, fault, faultsOf, type RefusedRow, takeRows } from './take-rows.ts'

export interface CheckedCaseload {
  readonly practice: PracticeRow
  readonly members: readonly MemberRow[]
  readonly clients: readonly ClientRow[]
  readonly sessions: readonly CheckedSession[]
  readonly refused: readonly RefusedRow[]
}

/** The file as a whole cannot be used: it is no caseload, or its practice is not usable. */
export class NoCaseload extends Error {
  override readonly name = 'NoCaseload'
}

/**
 * Takes each row or refuses it whole, by the same rules as the API, before anything is stored. A row
 * that needs a refused one is refused as well.
 *
 * @param now what was held is over by then
 * @throws NoCaseload
 */
export function checkCaseload(json: unknown, now: Instant): CheckedCaseload {
  const shell = Shell.safeParse(json, { error: ruleOf })
  if (!shell.success)
    throw new NoCaseload(
      `not a caseload of the form ${FORMAT}: ${faultsOf(shell.error)
        .map(({ field, reason }) => `${field || 'the file'} ${reason}`)
        .join('; ')}`,
    )
  const { practice } = shell.data
  const refused: RefusedRow[] = []
  const members = takeMembers(shell.data.members, refused)
  const membersByKey = byKey(members)
  const clients = takeClients(shell.data.clients, membersByKey, refused)
  const around = { practice, members: membersByKey, clients: byKey(clients), now }
  const sessions = takeRows('sessions', shell.data.sessions, SessionRow, refused, (row, place) =>
    checkSession(row, place, around),
  )
  return { practice, members, clients, sessions, refused }
}

const byKey = <T extends { key: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.key, row]))

const Shell = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(FORMAT),
  practice: PracticeRow,
  members: z.array(z.unknown()).max(200),
  clients: z.array(z.unknown()).max(2_000),
  sessions: z.array(z.unknown()).max(20_000),
})

function takeMembers(rows: readonly unknown[], refused: RefusedRow[]): MemberRow[] {
  const members = takeRows('members', rows, MemberRow, refused, (row, place) => ({ row, place }))
  const supervisors = new Set(
    members.filter(({ row }) => row.roles.includes('supervisor')).map(({ row }) => row.key),
  )
  const addresses = new Set<string>()
  return members.flatMap(({ row, place }) => {
    const address = emailOf(row).toLowerCase()
    const faults = supervisorFaults(row, supervisors)
    if (addresses.has(address)) faults.push(fault('/email', 'is the address of an earlier row'))
    addresses.add(address)
    for (const each of faults) refused.push({ row: place, key: row.key, ...each })
    return faults.length > 0 ? [] : [row]
  })
}

/** Where nobody says otherwise, an address that no mail reaches. */
export const emailOf = ({ key, email }: Pick<MemberRow, 'key' | 'email'>): string =>
  email ?? `${key}@practice.example`

function supervisorFaults(
  { key, supervisor, roles }: MemberRow,
  supervisors: ReadonlySet<string>,
): Fault[] {
  if (supervisor === undefined) return []
  if (supervisor === key) return [fault('/supervisor', 'must be somebody else')]
  if (roles.includes('admin'))
    return [fault('/supervisor', 'must not be there: who founds the practice has none')]
  return supervisors.has(supervisor)
    ? []
    : [fault('/supervisor', 'names no member with the role supervisor')]
}

function takeClients(
  rows: readonly unknown[],
  members: ReadonlyMap<string, MemberRow>,
  refused: RefusedRow[],
): ClientRow[] {
  return takeRows('clients', rows, ClientRow, refused, (row) => {
    const faults = row.careTeam.flatMap((key, i) =>
      members.has(key) ? [] : [fault(`/careTeam/${i}`, 'names a member who is missing or refused')],
    )
    if (new Set(row.careTeam).size !== row.careTeam.length)
      faults.push(fault('/careTeam', 'names a member twice'))
    return faults.length > 0 ? faults : row
  })
}
