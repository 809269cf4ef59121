import type { Client } from '../client/client.ts'
import type { LocalDate } from '../clock.ts'
import type { DisposalIn } from './disposal.ts'
import { earliestDisposal, type RetentionPolicy } from './policy.ts'
import { whyKept } from './why-not-destroyed.ts'

/**
 * Whether what was proposed, or approved, is no longer what stands there: then it is taken back, and
 * proposed anew on what stands there when its time comes. A draft or a hold only makes it wait.
 *
 * @param today by the practice's calendar
 */
export function whyWithdrawn(
  client: Client,
  disposal: DisposalIn<'proposed' | 'approved'>,
  policy: RetentionPolicy,
  today: LocalDate,
): Exclude<DisposalIn<'withdrawn'>['why'], 'by-a-member'> | undefined {
  if (whyKept(client, disposal).includes('served-since')) return 'served-again'
  if (earliestDisposal(policy, disposal.facts).on > today) return 'policy-changed'
  const changed = disposal.state === 'approved' && disposal.clientVersion !== client.version
  return changed ? 'client-changed' : undefined
}
