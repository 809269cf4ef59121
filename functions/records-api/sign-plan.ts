import { signPlanOperation } from '../../shared/api/plans.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { planSigningEvent } from '../../shared/ledger/signing-event.ts'
import { emptyPlan } from '../../shared/plan/plan-draft.ts'
import { signPlan as signedOf } from '../../shared/plan/sign-plan.ts'
import type { SignedPlan } from '../../shared/plan/signed-plan.ts'
import { Refused } from '../../shared/refused.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { NotesContext } from './notes-context.ts'
import { planView } from './plan-view.ts'
import { reachPlan } from './reach-plan.ts'
import { signStatement } from './sign-form.ts'
import { signingNow } from './signing-now.ts'

/**
 * `POST /v1/plans/{planId}/signature`. Three calls in sequence, as for a note: everything is read, KMS
 * signs the statement, one transaction makes it so and supersedes the plan before it.
 */
export const signPlan = (context: NotesContext) =>
  endpoint(
    signPlanOperation,
    ({ path: { planId }, body, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const signing = signingNow(context, caller, body)
        const { practiceId } = caller
        const { clientId } = partsOf(planId)
        const chain = clientChain(practiceId, clientId)
        const { stored, read } = await reachPlan(
          context,
          caller,
          { planId, action: 'plan.sign' },
          context.plans.all(practiceId, clientId),
          context.clients.demographics(practiceId, clientId),
          context.practice.settings(practiceId),
          context.diagnoses.list(practiceId, clientId),
          context.measures.all(practiceId, clientId),
          context.ledger.head(chain),
        )
        const [inForce, demographics, practice, { diagnoses }, measures, head] = read
        if (!demographics) throw new Error('a client without demographics')
        const { plan } = stored
        const draft =
          plan.state === 'draft' ? await context.plans.openDraft(plan, stored.sealed) : emptyPlan
        const plans = inForce.plans.map((each) => each.plan)
        const { form, signed, superseded } = signedOf(
          plan,
          draft,
          { practice, demographics, diagnoses, measures, plans },
          { ...signing, version: ifMatch },
        )
        const statement = await signStatement(context.signer, form.signature, form, { planId })
        const withSignature = { ...form, ...statement }
        const event = planSigningEvent(chain, withSignature)
        let made: SignedPlan | undefined
        await context.ledger.commit([{ chain, head, event }], async ([position]) => {
          made = { ...withSignature, ledger: { chain, seq: position?.seq ?? 0 } }
          return [
            await context.plans.sign(plan, signed, made, (standing) => {
              throw new Refused('stale_revision', [`"${standing?.['version']}"`])
            }),
            ...(superseded
              ? [context.plans.supersede(superseded.before, superseded.after, overtaken)]
              : []),
            context.plans.changeInForce(plan, inForce.version, overtaken),
            context.drafts.countDrafts(plan, -1),
          ]
        })
        return reply(200, { plan: signed, signed: made }, { version: signed.version })
      }),
    async ({ path: { planId }, caller: { practiceId, member }, ifMatch }) => {
      const stored = await context.plans.find(practiceId, planId)
      const { plan } = stored ?? {}
      const theirs =
        plan?.state === 'signed' &&
        plan.version === ifMatch + 1 &&
        plan.authorId === member.memberId
      return stored && theirs
        ? reply(200, await planView(context.plans, stored), { version: plan.version })
        : undefined
    },
  )
