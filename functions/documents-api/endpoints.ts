import type { Endpoint } from '../../shared/http/endpoint.ts'
import { certificateLink, certificatesList } from './certificates.ts'
import type { DocumentsContext } from './context.ts'
import { documentLink, documentReading, documentsList } from './documents.ts'

export const documentEndpoints = (context: DocumentsContext): Endpoint[] => [
  documentsList(context),
  documentReading(context),
  documentLink(context),
  certificatesList(context),
  certificateLink(context),
]
