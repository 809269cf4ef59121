import { type Instant, plusHours } from '../clock.ts'
import { type ClientThingId, derivedId, type Id } from '../id.ts'
import type { LateRule } from '../practice/settings.ts'
import { levelAt, nextFlagAt, rank } from './levels.ts'
import type { Obligation } from './obligation.ts'

/** A session owes one note: its obligation can be found from the session. */
export const noteObligationId = (sessionId: ClientThingId): Id => derivedId('note owed', sessionId)

/** A note owes one co-signature at most. */
export const coSignatureObligationId = (noteId: ClientThingId): Id =>
  derivedId('co-signature owed', noteId)

/** Due so long after a session's end. */
export const noteDueAt = (end: Instant, rule: LateRule): Instant =>
  plusHours(end, rule.dueAfterHours)

/** The note that a session owes from the moment it is planned, whether or not anybody marks it. */
export function noteOwed(
  session: {
    sessionId: ClientThingId
    clientId: Id
    memberId: Id
    plannedStart: Instant
    plannedEnd: Instant
  },
  supervisorId: Id | undefined,
  rule: LateRule,
): Obligation {
  const dueAt = noteDueAt(session.plannedEnd, rule)
  return opened(
    {
      obligationId: noteObligationId(session.sessionId),
      clientId: session.clientId,
      kind: 'note',
      sessionId: session.sessionId,
      memberId: session.memberId,
      ...(supervisorId !== undefined && { supervisorId }),
      sessionStart: session.plannedStart,
      dueAt,
    },
    rule,
  )
}

/** An obligation nobody was told of yet. */
export function opened(
  owed: Omit<Obligation, 'flagAt' | 'level' | 'state' | 'flags'>,
  rule: LateRule,
): Obligation {
  return { ...owed, level: 'none', state: 'open', ...flagAtOf(owed.dueAt, rule, 'none') }
}

/**
 * Moves an open obligation to another due time. It keeps its level as long as that level's moment
 * has come for the new time too; levels that lie ahead again will be reached again. Never raises the
 * level: that is the sweep's to do, which tells people.
 */
export function moved(
  obligation: Obligation,
  to: { dueAt: Instant; sessionStart: Instant; memberId?: Id; supervisorId?: Id | undefined },
  rule: LateRule,
  now: Instant,
): Obligation {
  const { flagAt: _moment, supervisorId: before, providedBy, ...rest } = obligation
  const there = levelAt(to.dueAt, rule, now)
  const level = rank(there) < rank(obligation.level) ? there : obligation.level
  const supervisorId = to.memberId === undefined ? before : to.supervisorId
  return {
    ...rest,
    memberId: to.memberId ?? obligation.memberId,
    ...(supervisorId !== undefined && { supervisorId }),
    // Whoever is to hold it now will provide the service themselves.
    ...(to.memberId === undefined && providedBy !== undefined && { providedBy }),
    sessionStart: to.sessionStart,
    dueAt: to.dueAt,
    level,
    ...flagAtOf(to.dueAt, rule, level),
  }
}

/** Nobody owes it any more: it was written (`done`), or there is nothing to write about. */
export function closed(obligation: Obligation, state: 'done' | 'cancelled'): Obligation {
  const { flagAt: _moment, ...rest } = obligation
  return { ...rest, state }
}

function flagAtOf(dueAt: Instant, rule: LateRule, level: Obligation['level']) {
  const flagAt = nextFlagAt(dueAt, rule, level)
  return flagAt === undefined ? {} : { flagAt }
}
