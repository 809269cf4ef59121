import { type HoldNotice, holdNoticePage } from './hold-notice-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets the notice that a record is on hold, or no longer. @throws NotTypeset */
export const typesetHoldNotice = (of: HoldNotice): Typeset =>
  typesetDocument({
    kind: 'hold-notice',
    identity: of.document,
    sources: [of.source],
    template: 'hold-notice',
    templateVersion: 1,
    page: (clean) => holdNoticePage(of, clean),
    practice: of.words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
