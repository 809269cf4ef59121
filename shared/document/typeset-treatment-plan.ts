import { type SignedPlanDocument, treatmentPlanPage } from './treatment-plan-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets a signed treatment plan. @throws NotTypeset */
export function typesetTreatmentPlan(of: SignedPlanDocument): Typeset {
  const { form, planId, signature, ledger, practice } = of.signed
  return typesetDocument({
    kind: 'treatment-plan',
    identity: of.document,
    sources: [{ form, planId, commitment: signature.commitment, ledger }],
    template: 'treatment-plan',
    templateVersion: 1,
    page: (clean) => treatmentPlanPage(of, clean),
    practice: practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
}
