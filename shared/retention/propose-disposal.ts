import type { Client } from '../client/client.ts'
import type { Instant, LocalDate } from '../clock.ts'
import type { Disposal, DisposalIn } from './disposal.ts'
import { earliestDisposal, type RetentionPolicy } from './policy.ts'

/** Whether a disposal can still be withdrawn: the keys are there yet. */
export const isPending = (
  disposal: Disposal | undefined,
): disposal is DisposalIn<'proposed' | 'approved'> =>
  disposal?.state === 'proposed' || disposal?.state === 'approved'

/**
 * Proposes a record for destruction once its retention is over. What a member withdrew is proposed
 * again by a later run: withdrawing puts off, a hold keeps.
 *
 * @param today by the practice's calendar
 * @returns undefined while the record must be kept, is on hold, or was proposed already
 */
export function proposeDisposal(
  { clientId, practiceId, holds, retention }: Client,
  before: Disposal | undefined,
  policy: RetentionPolicy,
  { now, today }: { now: Instant; today: LocalDate },
): DisposalIn<'proposed'> | undefined {
  const { on, rule } = earliestDisposal(policy, retention)
  if (on > today || holds > 0) return undefined
  if (before && before.state !== 'withdrawn') return undefined
  return {
    state: 'proposed',
    clientId,
    practiceId,
    proposedAt: now,
    dueOn: on,
    rule,
    facts: retention,
    version: (before?.version ?? 0) + 1,
    approvals: [],
  }
}
