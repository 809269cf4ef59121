import { clientChain } from '../../shared/aws/client-table.ts'
import { ENFORCER } from '../../shared/aws/destruction-table.ts'
import { disposalWithdrawn } from '../../shared/aws/disposal-events.ts'
import { Refused } from '../../shared/refused.ts'
import type { DisposalIn } from '../../shared/retention/disposal.ts'
import { type Withdrawing, withdrawDisposal } from '../../shared/retention/withdraw-disposal.ts'
import type { RetentionContext } from './context.ts'

/**
 * Takes back what is no longer as it was proposed or approved.
 *
 * @throws Refused `stale_revision`, `client_not_found`, `too_busy`
 */
export async function withdrawClient(
  { ledger, disposals, now }: RetentionContext,
  disposal: DisposalIn<'proposed' | 'approved'>,
  why: Exclude<Withdrawing['why'], 'by-a-member'>,
): Promise<void> {
  const { practiceId, clientId } = disposal
  const chain = clientChain(practiceId, clientId)
  const at = now()
  const after = withdrawDisposal(disposal, { why, at })
  const event = disposalWithdrawn({ practiceId, actorId: ENFORCER, at }, after)
  await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
    disposals.change(disposal, after, () => {
      throw new Refused('stale_revision', [clientId])
    }),
  ])
}
