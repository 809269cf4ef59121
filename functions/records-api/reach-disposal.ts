import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import type { StoredDisposal } from '../../shared/aws/disposal-table.ts'
import { admit } from '../../shared/aws/reach-client.ts'
import type { Client } from '../../shared/client/client.ts'
import type { Id } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/**
 * Reads a disposal and its client beside whatever else a deed must read, and notes who asked: all at
 * once. The client is undefined once their keys are destroyed; then nobody is barred any more, and
 * all there is are ids and times.
 *
 * @throws Refused `disposal_not_found`, `not_allowed`
 */
export async function reachDisposal<T extends readonly unknown[]>(
  { clients, disposals, access, now }: RecordsContext,
  { practiceId, member, requestId }: Caller,
  { clientId, action }: { clientId: Id; action: Action },
  ...besides: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<{ stored: StoredDisposal; client: Client | undefined; read: T }> {
  const { memberId } = member
  const entry = { practiceId, clientId, memberId, action, at: now(), requestId }
  const [client, stored, read] = await Promise.all([
    clients.find(practiceId, clientId),
    disposals.find(practiceId, clientId),
    Promise.all(besides) as Promise<unknown> as Promise<T>,
    access.add(entry),
  ])
  await admit(access, entry, decide(member, action, client && factsOf(member, client)))
  if (!stored) throw new Refused('disposal_not_found', [clientId])
  return { stored, client, read }
}
