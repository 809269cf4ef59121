import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Hold } from './hold.ts'

/**
 * Ends a hold. Whoever placed it may not: one person alone decides neither that a record may be
 * destroyed nor that it need no longer be kept.
 *
 * @throws Refused `stale_revision`, `hold_already_lifted`, `hold_placed_by_you`
 */
export function liftHold(
  hold: Hold,
  { memberId, at, version }: { memberId: Id; at: Instant; version: number },
): Extract<Hold, { state: 'lifted' }> {
  if (hold.version !== version) throw new Refused('stale_revision', [`"${hold.version}"`])
  if (hold.state === 'lifted') throw new Refused('hold_already_lifted', [hold.holdId])
  if (hold.placedBy === memberId) throw new Refused('hold_placed_by_you', [hold.holdId])
  return { ...hold, state: 'lifted', liftedBy: memberId, liftedAt: at, version: version + 1 }
}
