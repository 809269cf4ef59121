import type { SessionView } from '../../shared/api/sessions.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { Session } from '../../shared/session/session.ts'

/** What the API shows of a session: with it, what is owed about it. */
export function sessionView(session: Session, obligation: Obligation | undefined): SessionView {
  if (!obligation) return session
  const { obligationId, dueAt, level, state } = obligation
  return { ...session, obligation: { obligationId, dueAt, level, state } }
}
