import { clientKey } from '../../shared/aws/client-table.ts'
import { retentionPlace } from '../../shared/aws/retention-index.ts'
import type { Client } from '../../shared/client/client.ts'
import { Refused } from '../../shared/refused.ts'
import type { RetentionPolicy } from '../../shared/retention/policy.ts'
import type { RetentionContext } from './context.ts'

/**
 * Moves a client to their day under today's policy, so that they are not looked at until then.
 *
 * @throws Refused `stale_revision` where a service moved them meanwhile
 */
export async function redateClient(
  { records }: RetentionContext,
  { practiceId, clientId, retention }: Client,
  policy: RetentionPolicy,
): Promise<void> {
  const write = records.update(clientKey(practiceId, clientId), {
    set: { ...retentionPlace(clientId, policy, retention) },
    condition: {
      expression: 'retention.lastServiceOn = :day AND retention.birthYear = :year',
      values: { ':day': retention.lastServiceOn, ':year': retention.birthYear },
    },
  })
  const otherwise = () => {
    throw new Refused('stale_revision', [clientId])
  }
  await records.commit([{ write, otherwise }])
}
