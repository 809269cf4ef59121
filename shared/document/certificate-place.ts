import type { Id } from '../id.ts'
import type { CertificateDocument } from './document-item.ts'

const ITEM = '.item.json'

/** Where a client's certificates lie in the documents bucket: outside the folder that is emptied. */
export const certificateFolder = (practiceId: Id, clientId: Id): string =>
  `documents/certificates/${practiceId}/${clientId}/`

/** Beside the PDF: what the records say of the document, to be said again after a restore. */
export const certificateItemKey = ({ key }: Pick<CertificateDocument, 'key'>): string =>
  key.replace(/\.pdf$/, ITEM)

export const isCertificateItem = (key: string): boolean => key.endsWith(ITEM)
