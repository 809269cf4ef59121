import { z } from 'zod'
import type { Client } from '../client/client.ts'
import { Instant } from '../clock.ts'
import { type ClientThingId, Id } from '../id.ts'
import type { Member } from '../member/member.ts'
import type { Obligation } from '../obligation/obligation.ts'
import { Refused } from '../refused.ts'
import type { Session } from '../session/session.ts'
import { Departure } from './custodial-access.ts'

/** One clinician's clients going to another; begun once, gone on with until nothing is left. */
export const HandOver = z.object({
  handOverId: Id,
  from: Id,
  to: Id,
  reason: Departure,
  /** Absent: all of them. */
  clients: z.array(Id).optional(),
  startedBy: Id,
  startedAt: Instant,
  /** When nothing was left for the first time. */
  finishedAt: Instant.optional(),
})
export type HandOver = z.infer<typeof HandOver>

/** What one client's hand-over changes. A session stays as it was where only what is owed moves. */
export interface HandOverStep {
  /** Absent where the care team is right already. */
  readonly client: Client | undefined
  readonly moved: readonly {
    readonly session: { readonly before: Session; readonly after: Session }
    readonly owed: { readonly before: Obligation; readonly after: Obligation }
  }[]
}

/** The notes that a member owes and has not begun: of planned sessions, and of those that were. */
export const unbegun = (obligations: readonly Obligation[], memberId: Id): Obligation[] =>
  obligations.filter(
    ({ kind, state, noteId, ...owed }) =>
      kind === 'note' && state === 'open' && noteId === undefined && owed.memberId === memberId,
  )

/**
 * Hands one client over. A session that is still to come is the successor's to hold; of one that is
 * past, only the note that is owed moves: who provided a service stays who they were, and the
 * obligation says so. What the leaver began to write stays theirs.
 *
 * @param sessions those whose note is owed and not begun
 * @throws Refused `invalid_request` where the successor is kept out of this client's record
 */
export function handOver(
  { from, to, now }: { from: Id; to: Pick<Member, 'memberId' | 'supervisorId'>; now: Instant },
  {
    client,
    sessions,
    owed,
  }: { client: Client; sessions: ReadonlyMap<ClientThingId, Session>; owed: readonly Obligation[] },
): HandOverStep {
  if (client.barred.includes(to.memberId))
    throw new Refused(
      'invalid_request',
      [client.clientId],
      [{ field: '/body/to', rule: 'is kept out of this client’s record' }],
    )
  const moved = owed.flatMap((before) => {
    const session = sessions.get(before.sessionId)
    if (!session) return []
    const ahead = session.status === 'planned' && session.plannedStart > now
    const { supervisorId: _supervisor, ...rest } = before
    return [
      {
        session: {
          before: session,
          after: {
            ...session,
            ...(ahead && session.memberId === from && { memberId: to.memberId }),
            version: session.version + 1,
          },
        },
        owed: {
          before,
          after: {
            ...rest,
            memberId: to.memberId,
            ...(to.supervisorId !== undefined && { supervisorId: to.supervisorId }),
            ...(!ahead && { providedBy: before.providedBy ?? session.memberId }),
          },
        },
      },
    ]
  })
  return { client: teamAfter(client, from, to.memberId, moved.length > 0), moved }
}

/** The successor takes the leaver's place, or joins where something is owed about the client. */
function teamAfter(client: Client, from: Id, to: Id, owes: boolean): Client | undefined {
  const { careTeam } = client
  if (!careTeam.includes(from) && !(owes && !careTeam.includes(to))) return undefined
  const rest = careTeam.filter((id) => id !== from && id !== to)
  return { ...client, careTeam: [...rest, to], version: client.version + 1 }
}
