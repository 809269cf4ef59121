import { canonical } from '../ledger/canonical.ts'
import type { Manifest } from './manifest.ts'
import { dictionary } from './pdf-object.ts'
import { asReference, type PdfRevision } from './pdf-revision.ts'
import { PROPERTY } from './read-metadata.ts'
import { printRevisionParts, type RevisionParts } from './revision-parts.ts'

/** Names our own property of XMP. A name, not an address: there is nothing to fetch. */
const NAMESPACE = 'urn:noteseal:document:1#'

/**
 * Writes the manifest into the document's XMP as one line of canonical JSON (RFC 8785), and the parts
 * of the first revision as another, with the description of the properties that PDF/A asks for
 * (ISO 19005-2, 6.6.2.3), and the mark of PDF/UA, which the typesetter cannot write together with
 * PDF/A's.
 */
export function addManifest(revision: PdfRevision, manifest: Manifest, parts: RevisionParts): void {
  const catalog = revision.getDictionary(revision.root)
  const metadata = asReference(catalog.get('/Metadata'))
  const xmp = revision.getPlainStream(metadata).toString('utf8')
  const all = insertBefore('</rdf:RDF>', schemasApart(xmp), properties(manifest, parts))
  revision.setStream(
    metadata,
    dictionary({ Type: '/Metadata', Subtype: '/XML' }),
    Buffer.from(all, 'utf8'),
  )
}

function properties(manifest: Manifest, parts: RevisionParts): string {
  return (
    `<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"` +
    ` xmlns:noteseal="${NAMESPACE}"><pdfuaid:part>1</pdfuaid:part>` +
    property(PROPERTY.manifest, canonical(manifest)) +
    property(PROPERTY.parts, printRevisionParts(parts)) +
    '</rdf:Description>'
  )
}

const property = (name: string, text: string) => `<${name}>${toXml(text)}</${name}>`

const SCHEMAS = [
  schema('PDF/UA identification schema', 'http://www.aiim.org/pdfua/ns/id/', 'pdfuaid', {
    name: 'part',
    type: 'Integer',
    text: 'Part of ISO 14289 that the document conforms to',
  }),
  schema(
    'Noteseal document schema',
    NAMESPACE,
    'noteseal',
    {
      name: 'Manifest',
      type: 'Text',
      text: 'Sources, commitments and versions that the document was made of, as canonical JSON',
    },
    {
      name: 'Parts',
      type: 'Text',
      text: 'Hashes of the parts of the first revision, as canonical JSON',
    },
  ),
].join('')

function schema(
  title: string,
  uri: string,
  prefix: string,
  ...properties: readonly { name: string; type: string; text: string }[]
): string {
  const resource = 'rdf:li rdf:parseType="Resource"'
  return (
    `<${resource}><pdfaSchema:schema>${title}</pdfaSchema:schema>` +
    `<pdfaSchema:namespaceURI>${uri}</pdfaSchema:namespaceURI>` +
    `<pdfaSchema:prefix>${prefix}</pdfaSchema:prefix>` +
    `<pdfaSchema:property><rdf:Seq>` +
    properties
      .map(
        ({ name, type, text }) =>
          `<${resource}><pdfaProperty:category>internal</pdfaProperty:category>` +
          `<pdfaProperty:description>${text}</pdfaProperty:description>` +
          `<pdfaProperty:name>${name}</pdfaProperty:name>` +
          `<pdfaProperty:valueType>${type}</pdfaProperty:valueType></rdf:li>`,
      )
      .join('') +
    `</rdf:Seq></pdfaSchema:property></rdf:li>`
  )
}

/**
 * With ours, and in a description of their own: there PDFBox looks for them, and so whoever builds on
 * it, and nowhere else.
 */
function schemasApart(xmp: string): string {
  const [opening, closing] = [
    '<pdfaExtension:schemas><rdf:Bag>',
    '</rdf:Bag></pdfaExtension:schemas>',
  ]
  const [before, inside] = cutAt(opening, xmp)
  const [typesetters, after] = cutAt(closing, inside)
  const description =
    `<rdf:Description rdf:about="" xmlns:pdfaExtension="${PDFA}extension/"` +
    ` xmlns:pdfaSchema="${PDFA}schema#" xmlns:pdfaProperty="${PDFA}property#">` +
    `${opening}${typesetters}${SCHEMAS}${closing}</rdf:Description>`
  return insertBefore('</rdf:RDF>', before + after, description)
}

const PDFA = 'http://www.aiim.org/pdfa/ns/'

function insertBefore(mark: string, text: string, inserted: string): string {
  const [before, after] = cutAt(mark, text)
  return before + inserted + mark + after
}

/** Before and after the one place where the mark stands. */
function cutAt(mark: string, text: string): readonly [string, string] {
  const [before, after, ...more] = text.split(mark)
  if (before === undefined || after === undefined || more.length > 0)
    throw new SyntaxError('not the metadata expected')
  return [before, after]
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
