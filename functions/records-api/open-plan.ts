import { openPlanOperation } from '../../shared/api/plans.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { StoredPlan } from '../../shared/aws/plan-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { activeDiagnoses } from '../../shared/diagnosis/diagnosis-list.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { idOfRequest } from '../../shared/id.ts'
import { nextDraft } from '../../shared/plan/next-draft.ts'
import type { PlanIn } from '../../shared/plan/treatment-plan.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'
import { planView } from './plan-view.ts'

/**
 * `POST /v1/clients/{clientId}/plans`. The draft, the count of open drafts and the ledger event come
 * into being together.
 */
export const openPlan = (context: NotesContext) =>
  endpoint(openPlanOperation, async ({ path: { clientId }, caller, idempotencyKey }) => {
    const { practiceId, member } = caller
    const { memberId } = member
    const own = idOfRequest(idempotencyKey, 'plan', practiceId, clientId, memberId)
    const planId = `${clientId}.${own}`
    const chain = clientChain(practiceId, clientId)
    const [client, { plans }, diagnoses, head] = await reachClient(
      context,
      caller,
      { clientId, action: 'plan.open' },
      context.plans.all(practiceId, clientId),
      context.diagnoses.list(practiceId, clientId),
      context.ledger.head(chain),
    )
    const before = plans.find(({ plan }) => plan.planId === planId)
    if (before) return opened(context, before)
    if (client.state !== 'active') throw new Refused('client_closed', [clientId])

    const former = plans.find(({ plan }) => plan.state === 'signed')
    const at = context.now()
    const plan: PlanIn<'draft'> = {
      state: 'draft',
      planId,
      practiceId,
      clientId,
      authorId: memberId,
      version: 1,
      revision: 1,
      openedAt: at,
      ...(former && { reviews: former.plan.planId }),
    }
    const form = former && (await context.plans.openForm(former.plan, former.sealed))
    const active = activeDiagnoses(diagnoses.diagnoses).map(({ diagnosis }) => diagnosis)
    const draft = nextDraft(form, active)
    const writes = [
      // First, so that a repeated request is known by it.
      await context.plans.open(plan, draft),
      context.drafts.countDrafts(plan, 1),
    ]
    const event = {
      chain,
      type: 'plan_opened' as const,
      actorId: memberId,
      at,
      about: { planId },
    }
    const { outcome } = await context.ledger.commit([{ chain, head, event }], () => writes)
    const standing = outcome === 'done' && (await context.plans.find(practiceId, planId))
    if (standing) return opened(context, standing)
    return reply(201, { plan, draft }, { version: 1, location: `/v1/plans/${planId}` })
  })

/** The plan of the same request as it stands now: its id says that it was the same member's. */
async function opened({ plans }: NotesContext, stored: StoredPlan) {
  const { version, planId } = stored.plan
  const location = `/v1/plans/${planId}`
  return reply(201, await planView(plans, stored), { version, location })
}
