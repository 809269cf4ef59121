import type { Client } from '../client/client.ts'
import { type Instant, type LocalDate, plusHours } from '../clock.ts'
import { insistOnFreshSignIn } from '../note/fresh-sign-in.ts'
import { Refused } from '../refused.ts'
import type { Disposal, DisposalIn } from './disposal.ts'
import { earliestDisposal, type RetentionPolicy } from './policy.ts'
import { type Kept, whyKept } from './why-not-destroyed.ts'

/** Whoever approves, and when they last proved who they are. */
export interface Approving {
  readonly memberId: string
  /** Seconds since 1970, from the verified token. */
  readonly authTime: number
  readonly at: Instant
  /** The disposal's version that they saw. */
  readonly version: number
  /** By the practice's calendar. */
  readonly today: LocalDate
}

const refusals = {
  'on-hold': 'client_on_hold',
  'open-drafts': 'open_drafts',
  'served-since': 'retention_not_over',
} as const satisfies Record<Kept, string>

/**
 * One member's yes. The second, of another member, fixes the client's version: what changes after it
 * was not approved. From then on the notice period runs.
 *
 * @throws Refused `fresh_sign_in_required`, `stale_revision`, `disposal_not_proposed`,
 * `already_approved_by_you`, `client_on_hold`, `open_drafts`, `retention_not_over`
 */
export function approveDisposal(
  disposal: Disposal,
  client: Client,
  policy: RetentionPolicy,
  { memberId, authTime, at, version, today }: Approving,
): DisposalIn<'proposed' | 'approved'> {
  insistOnFreshSignIn(authTime, at)
  const { clientId } = disposal
  if (disposal.version !== version) throw new Refused('stale_revision', [`"${disposal.version}"`])
  if (disposal.state !== 'proposed') throw new Refused('disposal_not_proposed', [clientId])
  const [first] = disposal.approvals
  if (first?.memberId === memberId) throw new Refused('already_approved_by_you', [clientId])
  const [kept] = whyKept(client, disposal)
  if (kept) throw new Refused(refusals[kept], [clientId])
  if (earliestDisposal(policy, disposal.facts).on > today)
    throw new Refused('retention_not_over', [clientId])
  const approval = { memberId, at }
  const next = { ...disposal, version: version + 1 }
  if (!first) return { ...next, approvals: [approval] }
  return {
    ...next,
    state: 'approved',
    approvals: [first, approval],
    destroyAfter: plusHours(at, policy.noticeDays * 24),
    clientVersion: client.version,
  }
}
