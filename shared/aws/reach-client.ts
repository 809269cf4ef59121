import type { Caller } from '../access/caller.ts'
import { type Decision, decide, factsOf } from '../access/decide.ts'
import type { Action } from '../access/role-matrix.ts'
import type { Client } from '../client/client.ts'
import type { Clock } from '../clock.ts'
import type { Id } from '../id.ts'
import { type Refusal, Refused } from '../refused.ts'
import { type AccessEntry, type AccessLog, underWhich } from './access-log.ts'
import type { ClientTable } from './client-table.ts'
import { KeyGone } from './key-ring.ts'

/**
 * A refusal is noted in the access trail too, and so is the custodial access that alone allowed it:
 * what was asked is noted before anybody knows.
 *
 * @throws Refused `not_allowed` with the rule
 */
export async function admit(
  access: AccessLog,
  entry: AccessEntry,
  decision: Decision,
): Promise<void> {
  if (decision.custodialAccessId !== undefined) await access.add(underWhich(entry, decision))
  if (decision.allowed) return
  await access.add(entry, 'refused')
  throw new Refused('not_allowed', [decision.rule])
}

/** What somebody wants with a client's record. */
export interface Reach {
  readonly clientId: Id
  readonly action: Action
  /** The session or group, where it is about one. */
  readonly about?: string
  /** What is said of a client who is not there: by default that the client is not. */
  readonly missing?: Refusal
}

/**
 * Reads a client beside whatever else a deed must read, and notes who asked: all at once, and
 * nothing is answered before all are there. A refusal is noted too.
 *
 * @throws Refused `not_allowed`, `missing`
 */
export async function reachClient<T extends readonly unknown[]>(
  {
    clients,
    access,
    now,
  }: { readonly clients: ClientTable; readonly access: AccessLog; readonly now: Clock },
  caller: Caller,
  { clientId, action, about, missing = 'client_not_found' }: Reach,
  ...besides: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<[Client, ...T]> {
  const { practiceId, member, requestId } = caller
  const entry = {
    practiceId,
    clientId,
    memberId: member.memberId,
    action,
    ...(about !== undefined && { about }),
    at: now(),
    requestId,
  }
  const notFound = new Refused(missing, [about ?? clientId])
  const [client, , read] = await Promise.all([
    clients.find(practiceId, clientId),
    access.add(entry),
    Promise.all(besides) as Promise<unknown> as Promise<T>,
  ]).catch((error: unknown) => {
    // A client without a key is no client of this practice: never was, or destroyed.
    throw error instanceof KeyGone ? notFound : error
  })
  if (!client) throw notFound
  await admit(access, entry, decide(member, action, factsOf(member, client)))
  return [client, ...read]
}
