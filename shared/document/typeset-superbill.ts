import { type Superbill, superbillPage } from './superbill-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets a superbill. @throws NotTypeset */
export const typesetSuperbill = (of: Superbill): Typeset =>
  typesetDocument({
    kind: 'superbill',
    identity: of.document,
    sources: [of.source],
    template: 'superbill',
    templateVersion: 1,
    page: (clean) => superbillPage(of, clean),
    practice: of.words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
