import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Disposal, DisposalIn } from './disposal.ts'
import { isPending } from './propose-disposal.ts'

/** Why a disposal is withdrawn; where a person wants it so, who. */
export type Withdrawing =
  | { readonly why: 'by-a-member'; readonly by: Id; readonly at: Instant }
  | {
      readonly why: Exclude<DisposalIn<'withdrawn'>['why'], 'by-a-member'>
      readonly at: Instant
    }

/**
 * Takes a disposal back while the keys are there. Approvals are gone with it: proposed anew, it needs
 * two again.
 *
 * @throws Refused `disposal_not_proposed`
 */
export function withdrawDisposal(
  disposal: Disposal,
  withdrawing: Withdrawing,
): DisposalIn<'withdrawn'> {
  if (!isPending(disposal)) throw new Refused('disposal_not_proposed', [disposal.clientId])
  const { clientId, practiceId, proposedAt, dueOn, rule, facts, version } = disposal
  return {
    state: 'withdrawn',
    clientId,
    practiceId,
    proposedAt,
    dueOn,
    rule,
    facts,
    version: version + 1,
    withdrawnAt: withdrawing.at,
    why: withdrawing.why,
    ...(withdrawing.why === 'by-a-member' && { withdrawnBy: withdrawing.by }),
  }
}
