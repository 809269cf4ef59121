import { clientKeyId, type KeyRing } from '../../shared/aws/key-ring.ts'
import type { PendingDocument } from '../../shared/aws/pending-document.ts'
import type { DocumentItem } from '../../shared/document/document-item.ts'
import { partsOf } from '../../shared/id.ts'
import { openSealed } from './open-sealed.ts'
import { type AskedRendering, renderAsked } from './render-asked.ts'
import { type CertificateRendering, renderCertificate } from './render-certificate.ts'
import { type Rendering, renderNote } from './render-note.ts'
import { type PlanRendering, renderPlan } from './render-plan.ts'

/** What documents of every kind are made with. */
export type Renderer = Omit<Rendering, 'open'> &
  PlanRendering &
  CertificateRendering &
  AskedRendering & { readonly keys: KeyRing }

/** Makes what waits, whatever its kind. */
export function renderDocument(
  pending: PendingDocument,
  { keys, ...renderer }: Renderer,
): Promise<DocumentItem> {
  switch (pending.kind) {
    case 'progress-note':
      // The key is on its way while the note's additions are read.
      keys.warm(clientKeyId(partsOf(pending.noteId).clientId))
      return renderNote(pending, { ...renderer, open: openSealed(keys) })
    case 'treatment-plan':
      keys.warm(clientKeyId(partsOf(pending.planId).clientId))
      return renderPlan(pending, renderer)
    case 'certificate-of-destruction':
      return renderCertificate(pending, renderer)
    default:
      keys.warm(clientKeyId(partsOf(pending.documentId).clientId))
      return renderAsked(pending, renderer)
  }
}
