import { type Instant, plusHours } from '../clock.ts'
import { type CustodialAccess, isInForce } from './custodial-access.ts'

/** What nobody approved by then is over: its reason may be, too. */
const WAITS_HOURS = 7 * 24

/** When a request ends that nobody approves. */
export const lapsesAt = ({ requestedAt }: Pick<CustodialAccess, 'requestedAt'>): Instant =>
  plusHours(requestedAt, WAITS_HOURS)

/** How an access stands now: time ends it without anybody's writing it down. */
export function standing(
  access: CustodialAccess,
  now: Instant,
): { readonly state: CustodialAccess['state']; readonly endedAt?: Instant } {
  if (access.state === 'ended') return { state: 'ended', endedAt: access.endedAt }
  const over = access.state === 'requested' ? lapsesAt(access) : access.until
  return isInForce({ until: over }, now)
    ? { state: access.state }
    : { state: 'ended', endedAt: over }
}
