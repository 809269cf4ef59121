import type { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import type { PendingPlan } from '../../shared/aws/pending-document.ts'
import type { PlanTable } from '../../shared/aws/plan-table.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import { type PlanDocument, planDocumentIdOf } from '../../shared/document/document-item.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import { typesetTreatmentPlan } from '../../shared/document/typeset-treatment-plan.ts'
import { partsOf } from '../../shared/id.ts'
import { commitsTo, committedPart } from '../../shared/ledger/commitment.ts'
import { NotAsSigned } from '../../shared/ledger/verify-additions.ts'
import { sealDocument } from './seal-document.ts'

export interface PlanRendering {
  readonly plans: Pick<PlanTable, 'openForm' | 'finish'>
  readonly documents: Pick<DocumentBucket, 'putNew'>
  readonly sealer: Sealer
}

/**
 * Makes the document of a signed treatment plan: typeset, sealed, stored, recorded, in the order that
 * `renderNote` explains, any number of times with one result.
 *
 * @throws NotAsSigned: what is no longer as it was signed becomes no document
 */
export async function renderPlan(
  pending: PendingPlan,
  { plans, documents, sealer }: PlanRendering,
): Promise<PlanDocument> {
  const { practiceId, planId, sealed } = pending
  const signed = await plans.openForm(pending, sealed)
  const { signature, nonce, practice } = signed
  if (signed.planId !== planId || !commitsTo(signature.commitment, nonce, committedPart(signed)))
    throw new NotAsSigned([{ kind: 'bad_commitment', place: 0 }])
  const { keyFingerprint } = await readCertificate(sealer.certificate)
  const typeset = typesetTreatmentPlan({
    signed,
    document: {
      id: planDocumentIdOf(planId),
      version: 1,
      createdAt: signature.signedAt,
      paper: practice.paper,
    },
    practiceSeal: { fingerprint: keyFingerprint },
  })
  const { clientId, own } = partsOf(planId)
  const place = `documents/${clientId}/plans/${own}`
  const { object, stored } = await sealDocument(typeset, sealer, place)
  const document: PlanDocument = { kind: 'treatment-plan', planId, ...stored }
  await Promise.all([
    documents.putNew(object),
    // What is signed is never sealed again: it lies beside its PDF as it is.
    documents.putNew({
      key: `${place}.sealed`,
      bytes: sealed,
      contentType: 'application/octet-stream',
    }),
  ])
  await plans.finish(practiceId, document)
  return document
}
