import type { Instant } from '../clock.ts'
import { Refused } from '../refused.ts'
import type { Coding } from './coding.ts'
import type {
  CancelledSession,
  HeldSession,
  MissedSession,
  PlannedSession,
  Session,
} from './session.ts'
import { checkHeld, checkTimes } from './times.ts'

/** What became of a planned session. */
export type Outcome =
  | {
      readonly status: 'held'
      readonly start: Instant
      readonly end: Instant
      /** Where it differs from what was planned: a shorter session is another code. */
      readonly coding?: Coding | undefined
    }
  | { readonly status: 'missed'; readonly reason: MissedSession['reason'] }
  | { readonly status: 'cancelled'; readonly by: CancelledSession['by'] }

export type Decided = HeldSession | MissedSession | CancelledSession

/**
 * A session becomes held, missed or cancelled, once.
 *
 * @throws Refused `session_not_planned`, `session_has_note` (words exist about what is said not to
 * have happened), `invalid_request`
 */
export function decideOutcome(session: Session, outcome: Outcome, now: Instant): Decided {
  const { status: _planned, ...appointment } = stillPlanned(session)
  const next = { ...appointment, version: session.version + 1 }
  if (outcome.status !== 'held') {
    if (session.noteId !== undefined) throw new Refused('session_has_note', [session.noteId])
    return { ...next, ...outcome }
  }
  const { start, end, coding = next.coding } = outcome
  checkHeld(start, end, now)
  return { ...next, status: 'held', start, end, coding }
}

/** What may change of a planned session: all but whose it is. */
export interface Replan {
  readonly memberId: PlannedSession['memberId']
  readonly start: Instant
  readonly end: Instant
  readonly coding: Coding
}

/**
 * @throws Refused `session_not_planned`, `session_has_note` (its author cannot be another than who
 * holds the session), `invalid_request`
 */
export function replan(session: Session, plan: Replan, now: Instant): PlannedSession {
  const planned = stillPlanned(session)
  if (planned.noteId !== undefined && plan.memberId !== planned.memberId)
    throw new Refused('session_has_note', [planned.noteId])
  checkTimes(plan.start, plan.end, now)
  return {
    ...planned,
    memberId: plan.memberId,
    plannedStart: plan.start,
    plannedEnd: plan.end,
    coding: plan.coding,
    version: planned.version + 1,
  }
}

function stillPlanned(session: Session): PlannedSession {
  if (session.status !== 'planned') throw new Refused('session_not_planned', [session.sessionId])
  return session
}
