import {
  type DocumentView,
  linkDocument,
  listDocuments,
  readDocument,
} from '../../shared/api/documents.ts'
import { documentPlace, type FoundDocument } from '../../shared/aws/document-reader.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import type { DocumentsContext } from './context.ts'
import { reachDocument, reachDocuments } from './reach.ts'

export const documentsList = (context: DocumentsContext) =>
  endpoint(listDocuments, async ({ caller, path, query: { limit, cursor } }) => {
    const found = await reachDocuments(context, caller, path.clientId)
    const rest = cursor === undefined ? found : found.filter((it) => documentPlace(it) < cursor)
    const page = rest.slice(0, limit)
    const last = page.at(-1)
    return reply(200, {
      documents: page.map(viewOf),
      ...(last && rest.length > limit && { next: documentPlace(last) }),
    })
  })

export const documentReading = (context: DocumentsContext) =>
  endpoint(readDocument, async ({ caller, path }) => {
    const found = await reachDocument(context, caller, path.documentId, 'document.list')
    return reply(200, { ...viewOf(found), manifest: JSON.parse(found.document.manifest) })
  })

/** The entry that the document was given out is safe before the link exists. */
export const documentLink = (context: DocumentsContext) =>
  endpoint(linkDocument, async ({ caller, path: { documentId } }) => {
    const { document } = await reachDocument(context, caller, documentId, 'document.read')
    const name = partsOf(documentId).own
    const link = await context.links.to(document.key, name, context.now())
    return reply(201, link, { location: link.url })
  })

function viewOf({ document, current }: FoundDocument): DocumentView {
  const { key: _key, manifest: _manifest, ...rest } = document
  return { ...rest, current }
}
