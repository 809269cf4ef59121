import { type Instant, localDate, type Zone } from '../clock.ts'
import { Refused } from '../refused.ts'
import type { Demographics } from './demographics.ts'

/** @throws Refused `invalid_request` for a client who is not born yet, by the practice's calendar */
export function checkBorn({ birthDate }: Demographics, now: Instant, zone: Zone): void {
  if (birthDate <= localDate(now, zone)) return
  const field = '/body/demographics/birthDate'
  throw new Refused('invalid_request', [], [{ field, rule: 'must not be in the future' }])
}
