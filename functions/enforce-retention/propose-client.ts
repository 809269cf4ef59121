import { clientChain, clientKey } from '../../shared/aws/client-table.ts'
import { ENFORCER } from '../../shared/aws/destruction-table.ts'
import type { Client } from '../../shared/client/client.ts'
import { Refused } from '../../shared/refused.ts'
import type { Disposal, DisposalIn } from '../../shared/retention/disposal.ts'
import type { RetentionContext } from './context.ts'

/**
 * Puts a record on the review list, if nobody held or served it since it was read. Of two runs at
 * once one does.
 *
 * @throws Refused `stale_revision`, `client_not_found`, `too_busy`
 */
export async function proposeClient(
  { ledger, disposals, records }: RetentionContext,
  { practiceId, clientId, retention }: Client,
  before: Disposal | undefined,
  proposed: DisposalIn<'proposed'>,
): Promise<void> {
  const chain = clientChain(practiceId, clientId)
  const stale = (): never => {
    throw new Refused('stale_revision', [clientId])
  }
  const event = {
    chain,
    type: 'disposal_proposed' as const,
    actorId: ENFORCER,
    at: proposed.proposedAt,
    about: { rule: proposed.rule, version: String(proposed.version) },
  }
  await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
    disposals.change(before, proposed, stale),
    {
      write: records.check(
        clientKey(practiceId, clientId),
        'holds = :none AND retention.lastServiceOn = :day AND retention.birthYear = :year',
        undefined,
        { ':none': 0, ':day': retention.lastServiceOn, ':year': retention.birthYear },
      ),
      otherwise: stale,
    },
  ])
}
