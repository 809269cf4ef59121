import { createHash } from 'node:crypto'
import { canonical } from '../ledger/canonical.ts'
import { certificatePage, type DestructionCertificate } from './certificate-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets a certificate of destruction. @throws NotTypeset */
export function typesetCertificate(of: DestructionCertificate): Typeset {
  const { form, clientId, part, practice, chainHead } = of.certificate
  return typesetDocument({
    kind: 'certificate-of-destruction',
    identity: of.document,
    sources: [
      {
        form,
        clientId,
        part,
        sha256: createHash('sha256').update(canonical(of.certificate)).digest('hex'),
      },
      {
        form: 'noteseal/chain/1',
        ledger: { chain: `P#${practice.practiceId}#C#${clientId}`, ...chainHead },
      },
    ],
    template: 'certificate-of-destruction',
    templateVersion: 1,
    page: (clean) => certificatePage(of, clean),
    wholeWords: NAMES,
    practice: practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
}

/** Of records, notes, chains and hashes. */
const NAMES = /^(?:[0-9a-z]{26}(?:\.[0-9a-z]{26})?|P#[0-9a-z]{26}#C#[0-9a-z]{26}|[0-9a-f]{64})$/
