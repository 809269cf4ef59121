import type { LocalDate } from '../clock.ts'
import type { ConsentWords, WholeConsent } from '../consent/consent.ts'
import { coversDays, coversSections } from '../consent/record-scope.ts'
import type { LeavingRule } from './leaving-rules.ts'
import { isSameName, type Recipient } from './recipient.ts'
import type { ReleaseWords } from './release.ts'

/** A rule that stands in the way, and the field of the release that it is about, as a JSON pointer. */
export interface NotPermitted {
  readonly rule: LeavingRule
  readonly field: string
}

const CONSENT = '/basis/consentId'

/**
 * What keeps a release from leaving by one consent (45 CFR 164.508(b)(2), (c)(1); 42 CFR 2.31(a)).
 * Revoked is revoked, whatever the day. A consent under Part 2 may do without an end (2.31(a)(7)),
 * an authorization may not (164.508(c)(1)(v)).
 */
export function checkConsent(
  { consent, words }: WholeConsent,
  { recipient, scope, endingEventHasNotHappened }: ReleaseWords,
  today: LocalDate,
): NotPermitted[] {
  if (words.kind === 'process-notes') return [{ rule: 'process-notes-apart', field: CONSENT }]
  if (words.kind !== 'disclosure' && words.kind !== 'part-2')
    return [{ rule: 'consent-kind', field: CONSENT }]
  const { signedOn, expiresOn, expiresWith } = words
  const found: NotPermitted[] = []
  const unless = (holds: boolean, rule: LeavingRule, field = CONSENT) => {
    if (!holds) found.push({ rule, field })
  }
  unless(isComplete(words), 'consent-complete')
  unless(signedOn <= today, 'consent-begun')
  unless(consent.state === 'recorded', 'consent-not-revoked')
  unless(expiresOn === undefined || expiresOn >= today, 'consent-not-expired')
  unless(
    expiresWith === undefined || endingEventHasNotHappened === true,
    'consent-not-ended',
    '/endingEventHasNotHappened',
  )
  unless(
    words.recipient === undefined || isMeant(words.recipient, recipient),
    'consent-recipient',
    '/recipient',
  )
  if (words.scope) {
    unless(coversSections(words.scope, scope), 'consent-sections', '/scope/sections')
    unless(coversDays(words.scope, scope), 'consent-days', '/scope')
  }
  return found
}

/** Who may disclose, to whom, what and what for; and of an authorization, until when. */
const isComplete = ({
  kind,
  discloser,
  recipient,
  purpose,
  scope,
  expiresOn,
  expiresWith,
}: ConsentWords): boolean =>
  discloser !== undefined &&
  recipient !== undefined &&
  purpose !== undefined &&
  scope !== undefined &&
  (kind === 'part-2' || expiresOn !== undefined || expiresWith !== undefined)

const isMeant = (
  { name, roles }: NonNullable<ConsentWords['recipient']>,
  recipient: Recipient,
): boolean =>
  (name === undefined || isSameName(name, recipient.name)) &&
  (roles === undefined || roles.includes(recipient.role))
