import { endPlanOperation } from '../../shared/api/plans.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { endPlan as endedOf } from '../../shared/plan/end-plan.ts'
import type { PlanEndRecord, TreatmentPlan } from '../../shared/plan/treatment-plan.ts'
import { Refused } from '../../shared/refused.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { NotesContext } from './notes-context.ts'
import { reachPlan } from './reach-plan.ts'

/** `POST /v1/plans/{planId}/end`: of the plan in force, or of a draft that comes to nothing. */
export const endPlan = (context: NotesContext) =>
  endpoint(
    endPlanOperation,
    ({ path: { planId }, body: { reason }, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const { memberId } = member
        const { clientId } = partsOf(planId)
        const chain = clientChain(practiceId, clientId)
        const { stored, read } = await reachPlan(
          context,
          caller,
          { planId, action: 'plan.end' },
          context.plans.all(practiceId, clientId),
          context.ledger.head(chain),
        )
        const [inForce, head] = read
        const { plan } = stored
        const at = context.now()
        const after = endedOf(plan, { memberId, at, version: ifMatch })
        const record: PlanEndRecord = {
          form: 'noteseal/plan-end/1',
          planId,
          reason,
          nonce: newNonce(),
        }
        const event = {
          chain,
          type: 'plan_ended' as const,
          actorId: memberId,
          at,
          about: { planId },
          commitment: commit(record.nonce, committedPart(record)),
        }
        const writes = [
          await context.plans.end(plan, after, record, (standing) => {
            throw new Refused('stale_revision', [`"${standing?.['version']}"`])
          }),
          after.state === 'discarded'
            ? context.drafts.countDrafts(plan, -1)
            : context.plans.changeInForce(plan, inForce.version, overtaken),
        ]
        await context.ledger.commit([{ chain, head, event }], () => writes)
        return answer(after, reason)
      }),
    async ({ path: { planId }, body, caller: { practiceId, member }, ifMatch }) => {
      const stored = await context.plans.find(practiceId, planId)
      if (stored?.plan.version !== ifMatch + 1 || !stored.sealedEnd) return undefined
      const { plan } = stored
      const { reason } = await context.plans.openEnd(plan, stored.sealedEnd)
      const theirs = 'endedBy' in plan && plan.endedBy === member.memberId
      return theirs && reason === body.reason ? answer(plan, reason) : undefined
    },
  )

/** Without what the plan says: whoever may end it need not be one who may read it. */
const answer = (plan: TreatmentPlan, endReason: string) =>
  reply(200, { plan, endReason }, { version: plan.version })
