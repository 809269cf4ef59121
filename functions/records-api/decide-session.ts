import { decideSessionOperation } from '../../shared/api/sessions.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { Consequence } from '../../shared/aws/withdraw-pending.ts'
import type { Instant } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { closed, moved, noteDueAt } from '../../shared/obligation/note-owed.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { LateRule } from '../../shared/practice/settings.ts'
import { Refused } from '../../shared/refused.ts'
import { type Decided, decideOutcome } from '../../shared/session/outcome.ts'
import { unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { reachSession } from './reach-session.ts'
import { served } from './served.ts'
import { commitSessionChange } from './session-change.ts'
import { sessionView } from './session-view.ts'
import { standingSession } from './standing-session.ts'

/** `POST /v1/sessions/{sessionId}/outcome`: held moves what is owed, missed and cancelled close it. */
export const decideSession = (records: RecordsContext) =>
  endpoint(
    decideSessionOperation,
    ({ path: { sessionId }, body, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const { clientId } = partsOf(sessionId)
        const chain = clientChain(practiceId, clientId)
        const [{ client, session, obligation }, settings, head, stored] = await reachSession(
          records,
          caller,
          { sessionId, action: 'session.change' },
          records.practice.settings(practiceId),
          records.ledger.head(chain),
          records.disposals.find(practiceId, clientId),
        )
        if (session.version !== ifMatch) throw new Refused('stale_revision', [sessionId])
        const now = records.now()
        const after = decideOutcome(session, body, now)
        const owed =
          obligation?.state === 'open'
            ? { before: obligation, after: owedAfter(obligation, after, settings.lateRule, now) }
            : undefined
        const by = { practiceId, actorId: member.memberId, at: now }
        const restart =
          after.status === 'held'
            ? served(records, by, { client, stored }, after.end, settings)
            : unserved
        await commitSessionChange(records, by, {
          type: `session_${after.status}`,
          before: session,
          after,
          owed,
          head,
          restart,
        })
        return reply(200, sessionView(after, owed?.after ?? obligation), { version: after.version })
      }),
    async ({ path: { sessionId }, body, caller: { practiceId }, ifMatch }) => {
      const found = await standingSession(records, practiceId, sessionId)
      if (found?.session.version !== ifMatch + 1) return undefined
      const { session, obligation } = found
      // What was not said of the coding was left as it was planned.
      const same = Object.entries(body).every(
        ([name, asked]) => asked === undefined || sameJson(asked, Object(session)[name]),
      )
      return same
        ? reply(200, sessionView(session, obligation), { version: session.version })
        : undefined
    },
  )

/** The day it was planned for stays the last: a record is kept rather too long than too short. */
const unserved: Consequence = { writes: [], events: [] }

/** A session that did not take place owes nothing, and for now nothing in its note's place. */
function owedAfter(
  obligation: Obligation,
  session: Decided,
  rule: LateRule,
  now: Instant,
): Obligation {
  if (session.status !== 'held') return closed(obligation, 'cancelled')
  const dueAt = noteDueAt(session.end, rule)
  return moved(obligation, { dueAt, sessionStart: session.start }, rule, now)
}
