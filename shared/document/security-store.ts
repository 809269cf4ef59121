import { hexOf } from './bytes.ts'
import { dictionary } from './pdf-object.ts'
import type { PdfReference, PdfRevision } from './pdf-revision.ts'
import type { ValidationData } from './validation-data.ts'

/**
 * Writes the Document Security Store (ETSI EN 319 142-1, 5.4.2.2) into a revision that is yet to be
 * sealed. What stands in it others made, and chose each byte of: as digits it can hold nothing that a
 * reader who looks for a signature or for metadata could take for one.
 */
export function addSecurityStore(
  revision: PdfRevision,
  { certificates, lists }: ValidationData,
): void {
  const streams = (all: readonly { readonly der: Uint8Array }[]): PdfReference[] =>
    all.map(({ der }) => {
      const stream = revision.reserve()
      const entries = dictionary({ Filter: '/ASCIIHexDecode' })
      revision.setStream(stream, entries, Buffer.from(`${hexOf(der)}>`, 'latin1'))
      return stream
    })
  const store = revision.add(
    dictionary({ Type: '/DSS', Certs: streams(certificates), CRLs: streams(lists) }),
  )
  const catalog = revision.getDictionary(revision.root)
  catalog.set('/DSS', store)
  // ETSI's extensions of PDF 1.7 (EN 319 142-1, 5.6): the typesetter's file names none.
  catalog.set(
    '/Extensions',
    dictionary({ ESIC: dictionary({ BaseVersion: '/1.7', ExtensionLevel: '1' }) }),
  )
  revision.set(revision.root, catalog)
}
