import {
  type SignatureAttestation,
  signatureAttestationPage,
} from './signature-attestation-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets an author's attestation of their signature. @throws NotTypeset */
export const typesetSignatureAttestation = (of: SignatureAttestation): Typeset =>
  typesetDocument({
    kind: 'signature-attestation',
    identity: of.document,
    sources: [of.source],
    template: 'signature-attestation',
    templateVersion: 1,
    page: (clean) => signatureAttestationPage(of, clean),
    practice: of.words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
