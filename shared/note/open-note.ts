import type { Instant } from '../clock.ts'
import type { ClientThingId, Id } from '../id.ts'
import type { MemberCard } from '../member/member.ts'
import type { Obligation } from '../obligation/obligation.ts'
import { Refused } from '../refused.ts'
import type { Session } from '../session/session.ts'
import type { Draft } from './note.ts'
import { type Template, templateName } from './template.ts'

/**
 * Opens the note of a session. Its author owes it from then on, whoever owed it before: nobody else
 * can sign it.
 *
 * @throws Refused `session_not_held` for one that was missed or cancelled: there is nothing to write
 */
export function openNote(
  of: {
    noteId: ClientThingId
    practiceId: Id
    session: Session
    template: Template
    obligation: Obligation | undefined
  },
  by: { author: Pick<MemberCard, 'memberId' | 'supervisorId'>; at: Instant },
): { note: Draft; owed: Obligation | undefined } {
  const { session, obligation, noteId } = of
  if (session.status === 'missed' || session.status === 'cancelled')
    throw new Refused('session_not_held', [session.sessionId])
  const { author, at } = by
  return {
    note: {
      state: 'draft',
      noteId,
      practiceId: of.practiceId,
      clientId: session.clientId,
      sessionId: session.sessionId,
      ...(session.groupId !== undefined && { groupId: session.groupId }),
      authorId: author.memberId,
      template: templateName(of.template),
      version: 0,
      revision: 0,
      openedAt: at,
      sessionStart: session.status === 'held' ? session.start : session.plannedStart,
      dueAt: obligation?.dueAt ?? session.plannedEnd,
    },
    owed: obligation && owedBy(author, { ...obligation, noteId }),
  }
}

function owedBy(
  author: Pick<MemberCard, 'memberId' | 'supervisorId'>,
  { supervisorId: _before, ...obligation }: Obligation,
): Obligation {
  const { memberId, supervisorId } = author
  return { ...obligation, memberId, ...(supervisorId !== undefined && { supervisorId }) }
}
