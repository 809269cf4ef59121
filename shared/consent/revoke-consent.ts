import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Consent } from './consent.ts'

/**
 * Ends a consent for good (45 CFR 164.508(b)(5), 42 CFR 2.31(a)(6)). What left by it before has
 * left; nothing leaves by it any more.
 *
 * @throws Refused `stale_revision`, `consent_already_revoked`
 */
export function revokeConsent(
  consent: Consent,
  { memberId, at, version }: { memberId: Id; at: Instant; version: number },
): Extract<Consent, { state: 'revoked' }> {
  if (consent.version !== version) throw new Refused('stale_revision', [`"${consent.version}"`])
  if (consent.state === 'revoked') throw new Refused('consent_already_revoked', [consent.consentId])
  return { ...consent, state: 'revoked', revokedAt: at, revokedBy: memberId, version: version + 1 }
}
