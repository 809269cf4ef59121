import { canonical } from '../ledger/canonical.ts'
import type { Manifest } from './manifest.ts'
import { dictionary } from './pdf-object.ts'
import { asReference, type PdfRevision } from './pdf-revision.ts'

/** Names our own property of XMP. A name, not an address: there is nothing to fetch. */
const NAMESPACE = 'urn:noteseal:document:1#'

/**
 * Writes the manifest into the document's XMP as one line of canonical JSON (RFC 8785), with the
 * description of the property that PDF/A asks for (ISO 19005-2, 6.6.2.3), and the mark of PDF/UA,
 * which the typesetter cannot write together with PDF/A's.
 */
export function addManifest(revision: PdfRevision, manifest: Manifest): void {
  const catalog = revision.getDictionary(revision.root)
  const metadata = asReference(catalog.get('/Metadata'))
  const xmp = revision.getPlainStream(metadata).toString('utf8')
  const schemas = insertBefore('</rdf:Bag></pdfaExtension:schemas>', xmp, SCHEMAS)
  const all = insertBefore('</rdf:RDF>', schemas, properties(manifest))
  revision.setStream(
    metadata,
    dictionary({ Type: '/Metadata', Subtype: '/XML' }),
    Buffer.from(all, 'utf8'),
  )
}

/** The manifest as it stands in a file. Not checked: that is what the seal is for. */
export function manifestIn(pdf: Uint8Array): Manifest | undefined {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1')
  const from = text.lastIndexOf(OPENING)
  const to = text.indexOf(CLOSING, from)
  if (from < 0 || to < 0) return undefined
  const json = Buffer.from(text.slice(from + OPENING.length, to), 'latin1').toString('utf8')
  try {
    return JSON.parse(fromXml(json)) as Manifest
  } catch {
    return undefined
  }
}

const OPENING = '<noteseal:Manifest>'
const CLOSING = '</noteseal:Manifest>'

function properties(manifest: Manifest): string {
  const json = toXml(canonical(manifest))
  return (
    `<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"` +
    ` xmlns:noteseal="${NAMESPACE}"><pdfuaid:part>1</pdfuaid:part>` +
    `${OPENING}${json}${CLOSING}</rdf:Description>`
  )
}

const SCHEMAS = [
  schema('PDF/UA identification schema', 'http://www.aiim.org/pdfua/ns/id/', 'pdfuaid', {
    name: 'part',
    type: 'Integer',
    text: 'Part of ISO 14289 that the document conforms to',
  }),
  schema('Noteseal document schema', NAMESPACE, 'noteseal', {
    name: 'Manifest',
    type: 'Text',
    text: 'Sources, commitments and versions that the document was made of, as canonical JSON',
  }),
].join('')

function schema(
  title: string,
  uri: string,
  prefix: string,
  property: { name: string; type: string; text: string },
): string {
  const resource = 'rdf:li rdf:parseType="Resource"'
  return (
    `<${resource}><pdfaSchema:schema>${title}</pdfaSchema:schema>` +
    `<pdfaSchema:namespaceURI>${uri}</pdfaSchema:namespaceURI>` +
    `<pdfaSchema:prefix>${prefix}</pdfaSchema:prefix>` +
    `<pdfaSchema:property><rdf:Seq><${resource}>` +
    `<pdfaProperty:category>internal</pdfaProperty:category>` +
    `<pdfaProperty:description>${property.text}</pdfaProperty:description>` +
    `<pdfaProperty:name>${property.name}</pdfaProperty:name>` +
    `<pdfaProperty:valueType>${property.type}</pdfaProperty:valueType>` +
    `</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>`
  )
}

function insertBefore(mark: string, text: string, inserted: string): string {
  const at = text.indexOf(mark)
  if (at < 0 || text.indexOf(mark, at + 1) >= 0) throw new SyntaxError('not the metadata expected')
  return text.slice(0, at) + inserted + text.slice(at)
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function fromXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
