import { z } from 'zod'
import type { Client } from '../client/client.ts'
import type { Instant, LocalDate } from '../clock.ts'
import type { Disposal, DisposalIn } from './disposal.ts'
import { earliestDisposal, type RetentionPolicy } from './policy.ts'

/** What keeps a record, whoever approved its destruction. */
export const Kept = z.enum(['on-hold', 'open-drafts', 'served-since'])
export type Kept = z.infer<typeof Kept>

/** @returns all that keeps it, whatever the disposal's state */
export function whyKept(
  { holds, openDrafts, retention }: Pick<Client, 'holds' | 'openDrafts' | 'retention'>,
  { facts }: Pick<DisposalIn<'proposed'>, 'facts'>,
): Kept[] {
  const { lastServiceOn, birthYear } = retention
  const served = lastServiceOn !== facts.lastServiceOn || birthYear !== facts.birthYear
  return [
    ...(holds > 0 ? (['on-hold'] as const) : []),
    ...(openDrafts > 0 ? (['open-drafts'] as const) : []),
    ...(served ? (['served-since'] as const) : []),
  ]
}

export type NotDestroyed =
  | Kept
  | 'not-approved'
  | 'notice-running'
  | 'client-changed'
  | 'policy-changed'

/**
 * Why a record is not destroyed now: everything that stands in the way, nothing when it is time.
 * What DynamoDB holds the destroying transaction to is the same again.
 *
 * @param today by the practice's calendar
 */
export function whyNotDestroyed(
  client: Client,
  disposal: Disposal | undefined,
  policy: RetentionPolicy,
  { now, today }: { now: Instant; today: LocalDate },
): NotDestroyed[] {
  if (disposal?.state !== 'approved') return ['not-approved']
  return [
    ...whyKept(client, disposal),
    ...(disposal.destroyAfter > now ? (['notice-running'] as const) : []),
    ...(client.version !== disposal.clientVersion ? (['client-changed'] as const) : []),
    ...(earliestDisposal(policy, disposal.facts).on > today ? (['policy-changed'] as const) : []),
  ]
}
