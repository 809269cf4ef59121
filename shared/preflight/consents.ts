import { type LocalDate, localDate, type Zone } from '../clock.ts'
import type { ConsentKind, WholeConsent } from '../consent/consent.ts'

/** Whether a consent of a kind had been given, and was neither over nor revoked, on a day. */
export const hadConsented = (
  consents: readonly WholeConsent[],
  kind: ConsentKind,
  day: LocalDate,
  zone: Zone,
): boolean =>
  consents.some(
    ({ consent, words }) =>
      words.kind === kind &&
      words.signedOn <= day &&
      (words.expiresOn === undefined || words.expiresOn >= day) &&
      (consent.state === 'recorded' || localDate(consent.revokedAt, zone) > day),
  )
