import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import type { StoredPlan } from '../../shared/aws/plan-table.ts'
import { admit } from '../../shared/aws/reach-client.ts'
import type { Client } from '../../shared/client/client.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/**
 * Reads a plan and its client beside whatever else a deed must read, and notes who asked: all at
 * once. A draft is read by whoever may read drafts of its author's.
 *
 * @throws Refused `plan_not_found`, also for another practice's, and `not_allowed`
 */
export async function reachPlan<T extends readonly unknown[]>(
  { clients, plans, access, now }: RecordsContext,
  { practiceId, member, requestId }: Caller,
  { planId, action }: { planId: ClientThingId; action: Action },
  ...besides: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<{ stored: StoredPlan; client: Client; read: T }> {
  const { clientId } = partsOf(planId)
  const { memberId } = member
  const entry = { practiceId, clientId, memberId, action, about: planId, at: now(), requestId }
  const notFound = new Refused('plan_not_found', [planId])
  const [client, stored, read] = await Promise.all([
    clients.find(practiceId, clientId),
    plans.find(practiceId, planId),
    Promise.all(besides) as Promise<unknown> as Promise<T>,
    access.add(entry),
  ]).catch((error: unknown) => {
    throw error instanceof KeyGone ? notFound : error
  })
  if (!client || !stored) throw notFound
  const { authorId, state } = stored.plan
  const draft = state === 'draft' || state === 'discarded'
  await admit(
    access,
    entry,
    action === 'plan.read' && !draft
      ? decide(member, action, factsOf(member, client))
      : decide(
          member,
          action === 'plan.read' ? 'draft.read' : action,
          factsOf(member, client, authorId),
        ),
  )
  return { stored, client, read }
}
