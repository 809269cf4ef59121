import type { Caller } from '../../shared/access/caller.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { sessionRecord } from '../../shared/aws/session-table.ts'
import type { Write } from '../../shared/aws/transact.ts'
import {
  type HandOver,
  type HandOverStep,
  handOver as stepOf,
  unbegun,
} from '../../shared/custody/hand-over.ts'
import type { Id } from '../../shared/id.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'
import type { Member } from '../../shared/member/member.ts'
import { Refused } from '../../shared/refused.ts'
import { tryAgain } from '../../shared/try-again.ts'
import { careTeamChange } from './care-team-change.ts'
import type { RecordsContext } from './context.ts'
import { sessionEvent } from './session-event.ts'

/** A session is four writes of a transaction's hundred, where it is of a group. */
const SESSIONS_AT_ONCE = 22
const ATTEMPTS = 4

/** Somebody worked on this client between the read and the write. */
class Moved extends Error {
  override readonly name = 'Moved'
}

export interface Handing {
  readonly handOver: HandOver
  readonly to: Member
}

/**
 * Hands one client over: care team, sessions to come, notes owed, and the events that tell of them in
 * one transaction. A client with more than 22 sessions takes several; the care team is in the first.
 *
 * @returns whether there was anything to hand over
 * @throws Refused `client_not_found`, `not_allowed`, `invalid_request`, `too_busy`
 */
export async function handOverClient(
  records: RecordsContext,
  caller: Caller,
  handing: Handing,
  clientId: Id,
): Promise<boolean> {
  const part = () =>
    tryAgain(() => handOverPart(records, caller, handing, clientId), Moved, ATTEMPTS)
  const first = await part()
  for (let last = first; last === 'more'; ) last = await part()
  return first !== 'nothing'
}

async function handOverPart(
  records: RecordsContext,
  caller: Caller,
  { handOver, to }: Handing,
  clientId: Id,
): Promise<'nothing' | 'more' | 'all'> {
  const { practiceId, member } = caller
  const { from, handOverId } = handOver
  const chain = clientChain(practiceId, clientId)
  const [client, obligations, head] = await reachClient(
    records,
    caller,
    { clientId, action: 'care-team.change' },
    records.obligations.ofClient(practiceId, clientId),
    records.ledger.head(chain),
  )
  const all = unbegun(obligations, from)
  const owed = all.slice(0, SESSIONS_AT_ONCE)
  const sessions = await Promise.all(
    owed.map(({ sessionId }) => records.sessions.find(practiceId, sessionId)),
  )
  const now = records.now()
  const known = new Map(sessions.flatMap((each) => (each ? [[each.sessionId, each]] : [])))
  const step = stepOf({ from, to, now }, { client, sessions: known, owed })
  if (!step.client && step.moved.length === 0) return 'nothing'

  const by = { practiceId, actorId: member.memberId, at: now }
  const moved = await sessionsMoved(records, by, handOverId, step)
  const team = step.client && careTeamChange(records, by, [client, step.client], { handOverId })
  const writes = [
    ...(team?.writes ?? []),
    ...moved.writes,
    records.handOvers.handed(practiceId, handOverId, clientId, now),
  ]
  const events = [...(team ? [team.event] : []), ...moved.events]
  const entries = events.map((event) => ({ chain, head, event }))
  await records.ledger.commit(entries, () => writes).catch(orAgain)
  return all.length > owed.length ? 'more' : 'all'
}

/** Another change of the care team or a client's file came first. */
function orAgain(error: unknown): never {
  throw error instanceof Refused && error.code === 'stale_revision' ? new Moved() : error
}

type By = Parameters<typeof sessionEvent>[1]

const somebodyElse = (): never => {
  throw new Moved()
}

async function sessionsMoved(
  { sessions, obligations, groups }: RecordsContext,
  by: By,
  handOverId: Id,
  { moved }: HandOverStep,
): Promise<{ events: EventDraft[]; writes: Write[] }> {
  const { practiceId } = by
  const each = await Promise.all(
    moved.map(async ({ session: { before, after }, owed }) => {
      const led = after.memberId === before.memberId ? undefined : after.groupId
      const record = sessionRecord(after)
      const event = sessionEvent('session_changed', by, after, record)
      return {
        event: {
          ...event,
          about: { ...event.about, handOverId, owedBy: owed.after.memberId },
        },
        writes: [
          await sessions.change(practiceId, after, record, somebodyElse),
          obligations.change(practiceId, owed.before, owed.after, somebodyElse),
          ...(led === undefined ? [] : [groups.lead(practiceId, led, after.memberId)]),
        ],
      }
    }),
  )
  return {
    events: each.map(({ event }) => event),
    writes: each.flatMap(({ writes }) => writes),
  }
}
