import type { Instant } from '../clock.ts'
import { Refused } from '../refused.ts'

/** How long after a sign-in somebody may still sign. RFC 9470's `max_age`. */
export const FRESH_SIGN_IN_SECONDS = 900

/**
 * A signature needs a sign-in of the last 15 minutes, so that it is the signer's and not that of
 * whoever found the screen unlocked (21 CFR 11.200(a)(1) has the same idea).
 *
 * @param authTime seconds since 1970, from the verified token
 * @throws Refused `fresh_sign_in_required`
 */
export function insistOnFreshSignIn(authTime: number, now: Instant): void {
  const age = Date.parse(now) / 1000 - authTime
  // A clock a little behind the issuer's is no stale sign-in; one a minute behind is broken.
  if (!(age >= -60 && age <= FRESH_SIGN_IN_SECONDS)) throw new Refused('fresh_sign_in_required')
}
