import { clientKey } from '../../shared/aws/client-table.ts'
import { ENFORCER } from '../../shared/aws/destruction-table.ts'
import { practiceChain } from '../../shared/aws/practice-events.ts'
import { Refused } from '../../shared/refused.ts'
import { certificateOf } from '../../shared/retention/certificate.ts'
import { backupsLapsed } from '../../shared/retention/destroy-disposal.ts'
import type { DisposalIn } from '../../shared/retention/disposal.ts'
import { approversOf } from './approvers.ts'
import { certificateAsked } from './certificates-again.ts'
import type { RetentionContext } from './context.ts'

/**
 * Says so, in the practice's chain and by a second certificate, when the last backup of a client's
 * keys has lapsed. After that nobody looks at the client again.
 *
 * @throws Refused `stale_revision`, `too_busy`
 */
export async function lapseBackups(
  context: RetentionContext,
  disposal: DisposalIn<'destroyed'>,
): Promise<'waiting' | 'lapsed'> {
  const { records, ledger, disposals, practice, now } = context
  const { practiceId, clientId, keysLapseAt } = disposal
  const at = now()
  if (at < keysLapseAt) return 'waiting'
  const after = backupsLapsed(disposal, at)
  const chain = practiceChain(practiceId)
  const [settings, approvers, head] = await Promise.all([
    practice.settings(practiceId),
    approversOf(context, disposal),
    ledger.head(chain),
  ])
  const about = { clientId }
  const event = { chain, type: 'key_backups_lapsed' as const, actorId: ENFORCER, at, about }
  const asked = await certificateAsked(context, certificateOf(after, settings, approvers))
  await ledger.commit([{ chain, head, event }], () => [
    disposals.change(disposal, after, () => {
      throw new Refused('stale_revision', [clientId])
    }),
    ...asked,
    {
      write: records.update(clientKey(practiceId, clientId), {
        remove: ['retentionShard', 'retentionDate'],
      }),
    },
  ])
  return 'lapsed'
}
