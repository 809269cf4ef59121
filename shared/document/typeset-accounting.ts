import { type AccountingOfDisclosures, accountingPage } from './accounting-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets an accounting of disclosures. @throws NotTypeset */
export const typesetAccounting = (of: AccountingOfDisclosures): Typeset =>
  typesetDocument({
    kind: 'accounting-of-disclosures',
    identity: of.document,
    sources: [of.source],
    template: 'accounting-of-disclosures',
    templateVersion: 1,
    page: (clean) => accountingPage(of, clean),
    practice: of.words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
