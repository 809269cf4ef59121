import { type PhysicianLetter, physicianLetterPage } from './physician-letter-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets a letter to the physician. @throws NotTypeset */
export const typesetPhysicianLetter = (of: PhysicianLetter): Typeset =>
  typesetDocument({
    kind: 'physician-letter',
    identity: of.document,
    sources: [of.source],
    template: 'physician-letter',
    templateVersion: 1,
    page: (clean) => physicianLetterPage(of, clean),
    practice: of.words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
