import { clientKeyId } from '../../shared/aws/key-ring.ts'
import type { PendingDocument } from '../../shared/aws/pending-document.ts'
import type { DocumentItem } from '../../shared/document/document-item.ts'
import { partsOf } from '../../shared/id.ts'
import { openSealed } from './open-sealed.ts'
import { renderAsked } from './render-asked.ts'
import { renderCertificate } from './render-certificate.ts'
import { renderNote } from './render-note.ts'
import { renderPacket } from './render-packet.ts'
import { renderPlan } from './render-plan.ts'
import type { Renderer } from './renderer.ts'

/** Makes what waits, whatever its kind. @returns undefined where nothing is to be made any more */
export function renderDocument(
  pending: PendingDocument,
  { keys, ...renderer }: Renderer,
): Promise<DocumentItem | undefined> {
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
    case 'insurance-packet':
    case 'record-copy':
      keys.warm(clientKeyId(partsOf(pending.releaseId).clientId))
      return renderPacket(pending, renderer)
    default:
      keys.warm(clientKeyId(partsOf(pending.documentId).clientId))
      return renderAsked(pending, renderer)
  }
}
