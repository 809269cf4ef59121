import { changeSessionOperation } from '../../shared/api/sessions.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { moved, noteDueAt } from '../../shared/obligation/note-owed.ts'
import { Refused } from '../../shared/refused.ts'
import { replan } from '../../shared/session/outcome.ts'
import { unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { reachSession } from './reach-session.ts'
import { served } from './served.ts'
import { commitSessionChange } from './session-change.ts'
import { checkHolder } from './session-holder.ts'
import { sessionView } from './session-view.ts'
import { standingSession } from './standing-session.ts'

/** `PUT /v1/sessions/{sessionId}`: what the session owes moves with it. */
export const changeSession = (records: RecordsContext) =>
  endpoint(
    changeSessionOperation,
    ({ path: { sessionId }, body, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const { memberId = member.memberId, start, end, ...coding } = body
        const { clientId } = partsOf(sessionId)
        const chain = clientChain(practiceId, clientId)
        const [{ client, session, obligation }, holder, settings, head, stored] =
          await reachSession(
            records,
            caller,
            { sessionId, action: 'session.change' },
            records.practice.member(practiceId, memberId),
            records.practice.settings(practiceId),
            records.ledger.head(chain),
            records.disposals.find(practiceId, clientId),
          )
        if (session.version !== ifMatch) throw new Refused('stale_revision', [sessionId])
        const { lateRule } = settings
        const { supervisorId } = checkHolder(holder, memberId, client)
        const now = records.now()
        const after = replan(session, { memberId, start, end, coding }, now)
        const when = { dueAt: noteDueAt(end, lateRule), sessionStart: start }
        // A note that was opened is its author's to write, whoever holds the session.
        const to = session.noteId === undefined ? { ...when, memberId, supervisorId } : when
        const owed =
          obligation?.state === 'open'
            ? { before: obligation, after: moved(obligation, to, lateRule, now) }
            : undefined
        const by = { practiceId, actorId: member.memberId, at: now }
        await commitSessionChange(records, by, {
          type: 'session_changed',
          before: session,
          after,
          owed,
          head,
          restart: served(records, by, { client, stored }, end, settings),
        })
        return reply(200, sessionView(after, owed?.after ?? obligation), { version: after.version })
      }),
    async ({ path: { sessionId }, body, caller: { practiceId, member }, ifMatch }) => {
      const { memberId = member.memberId, start, end, ...coding } = body
      const found = await standingSession(records, practiceId, sessionId)
      if (found?.session.version !== ifMatch + 1) return undefined
      const { session } = found
      const { status, plannedStart, plannedEnd } = session
      const stands = {
        memberId: session.memberId,
        plannedStart,
        plannedEnd,
        coding: session.coding,
      }
      const asked = { memberId, plannedStart: start, plannedEnd: end, coding }
      return status === 'planned' && sameJson(stands, asked)
        ? reply(200, sessionView(session, found.obligation), { version: session.version })
        : undefined
    },
  )
