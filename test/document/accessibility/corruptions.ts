import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
} from '@cantoo/pdf-lib'
import { paintedContent, streamText } from './painted-content.ts'
import type { Point } from './points.ts'
import { elementsIn, type StructureElement, structureTree } from './structure-tree.ts'

/** What is done to a sound document, and the point that it then fails. */
export type Corruption = readonly [point: Point, what: string, corrupt: (of: Parts) => unknown]

/** The parts of a document that a corruption takes hold of. */
export interface Parts {
  readonly document: PDFDocument
  readonly catalog: PDFDict
  readonly root: PDFDict
  /** Every element of that role, in the order of reading. */
  readonly elements: (role: string) => PDFDict[]
  readonly widget: PDFDict
  /** The page that the widget lies on. */
  readonly page: PDFDict
  readonly font: PDFDict
  /** Changes a stream's text. */
  readonly rewrite: (stream: PDFRawStream, change: (text: string) => string) => void
}

const name = PDFName.of
const text = PDFHexString.fromText

export async function partsOf(pdf: Uint8Array): Promise<Parts> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  const { catalog, context } = document
  const root = catalog.lookup(name('StructTreeRoot'), PDFDict)
  const all = [...elementsIn(structureTree(root))].map(({ element }) => element)
  const page = document.getPages().find(({ node }) => node.has(name('Annots')))
  if (!page) throw new Error('no page has a widget')
  const [font] = paintedContent(page).glyphs.keys()
  if (!font) throw new Error('nothing is set')
  return {
    document,
    catalog,
    root,
    elements: (role) => all.flatMap((each) => (each.role === role ? [dictionaryOf(each)] : [])),
    widget: page.node.lookup(name('Annots'), PDFArray).lookup(0, PDFDict),
    page: page.node,
    font,
    rewrite: (stream, change) => {
      const [found] = context.enumerateIndirectObjects().filter(([, object]) => object === stream)
      if (!found) throw new Error('no such stream')
      const changed = change(streamText(stream))
      if (changed === streamText(stream)) throw new Error('nothing was changed')
      context.assign(found[0], context.flateStream(Buffer.from(changed, 'latin1')))
    },
  }
}

const dictionaryOf = ({ dictionary }: StructureElement) => dictionary

const first = (all: readonly PDFDict[]): PDFDict => at(all, 0)

function at<T>(all: readonly T[], i: number): T {
  const one = all[i]
  if (one === undefined) throw new Error('the sample has none')
  return one
}

const inside = (dictionary: PDFDict, key: string) => dictionary.lookup(name(key), PDFDict)
const stream = (dictionary: PDFDict, key: string) => {
  const found = dictionary.lookup(name(key))
  if (!(found instanceof PDFRawStream)) throw new Error(`${key} is no stream`)
  return found
}
const retype = (element: PDFDict, role: string) => element.set(name('S'), name(role))
const descendant = (font: PDFDict) =>
  font.lookup(name('DescendantFonts'), PDFArray).lookup(0, PDFDict)

const onXmp =
  (change: (xmp: string) => string) =>
  ({ catalog, rewrite }: Parts) =>
    rewrite(stream(catalog, 'Metadata'), change)
const onContent =
  (change: (content: string) => string) =>
  ({ page, rewrite }: Parts) =>
    rewrite(stream(page, 'Contents'), change)
const onCharacters =
  (change: (cmap: string) => string) =>
  ({ font, rewrite }: Parts) =>
    rewrite(stream(font, 'ToUnicode'), change)

const onDocument: Corruption[] = [
  ['structure', 'no structure', ({ catalog }) => catalog.delete(name('StructTreeRoot'))],
  [
    'marked',
    'not said to be tagged',
    ({ catalog }) => inside(catalog, 'MarkInfo').set(name('Marked'), PDFBool.False),
  ],
  [
    '01-007',
    'tags that are suspect',
    ({ catalog }) => inside(catalog, 'MarkInfo').set(name('Suspects'), PDFBool.True),
  ],
  ['06-001', 'no metadata', ({ catalog }) => catalog.delete(name('Metadata'))],
  ['06-002', 'no mark of PDF/UA', onXmp((xmp) => xmp.replaceAll('<pdfuaid:part>1', '<x>1'))],
  ['06-003', 'an empty title', onXmp((xmp) => xmp.replace(/(x-default">)[^<]+/, '$1'))],
  ['pdf-a', 'another mark of PDF/A', onXmp((xmp) => xmp.replace('conformance>A', 'conformance>B'))],
  [
    '07-001',
    'no word on its title',
    ({ catalog }) => inside(catalog, 'ViewerPreferences').delete(name('DisplayDocTitle')),
  ],
  [
    '07-002',
    'a title that is not shown',
    ({ catalog }) =>
      inside(catalog, 'ViewerPreferences').set(name('DisplayDocTitle'), PDFBool.False),
  ],
  ['11-006', 'no language', ({ catalog }) => catalog.delete(name('Lang'))],
  [
    'attachments',
    'a file inside',
    ({ document, catalog }) =>
      catalog.set(name('Names'), document.context.obj({ EmbeddedFiles: {} })),
  ],
  [
    '25-001',
    'a dynamic form',
    ({ catalog }) => inside(catalog, 'AcroForm').set(name('XFA'), text('x')),
  ],
  [
    'encrypted',
    'encryption',
    ({ document }) => {
      document.context.trailerInfo.Encrypt = document.context.obj({})
    },
  ],
  [
    'bookmarks',
    'a bookmark of another title',
    ({ catalog }) => inside(inside(catalog, 'Outlines'), 'First').set(name('Title'), text('x')),
  ],
  [
    'bookmarks',
    'a bookmark that leads nowhere',
    ({ catalog }) => inside(inside(catalog, 'Outlines'), 'First').delete(name('Dest')),
  ],
]

const onStructure: Corruption[] = [
  [
    'document',
    'no element around all',
    ({ elements }) => retype(first(elements('Document')), 'Part'),
  ],
  ['02-001', 'a type of its own', ({ elements }) => retype(first(elements('P')), 'Words')],
  [
    '02-001',
    'roles in a circle',
    ({ root, elements }) => {
      inside(root, 'RoleMap').set(name('A'), name('B'))
      inside(root, 'RoleMap').set(name('B'), name('A'))
      retype(first(elements('P')), 'A')
    },
  ],
  ['02-004', 'P for Div', ({ root }) => inside(root, 'RoleMap').set(name('P'), name('Div'))],
  ['09-004', 'a row that is none', ({ elements }) => retype(first(elements('TR')), 'Div')],
  ['09-004', 'a cell outside of a row', ({ elements }) => retype(first(elements('P')), 'TD')],
  ['09-005', 'an item that is none', ({ elements }) => retype(first(elements('LI')), 'Div')],
  ['09-006', 'an entry of no contents', ({ elements }) => retype(first(elements('P')), 'TOCI')],
  ['13-004', 'a figure without words', ({ elements }) => retype(first(elements('P')), 'Figure')],
  ['17-002', 'a formula without words', ({ elements }) => retype(first(elements('P')), 'Formula')],
  ['19-003', 'a note without an id', ({ elements }) => retype(first(elements('P')), 'Note')],
  [
    'headings',
    'no heading',
    ({ elements }) => {
      for (const heading of elements('H1')) retype(heading, 'P')
    },
  ],
  ['14-002', 'a first heading of level 2', ({ elements }) => retype(first(elements('H1')), 'H2')],
  ['14-003', 'a level left out', ({ elements }) => retype(at(elements('H1'), 1), 'H3')],
  ['14-007', 'a heading without a level', ({ elements }) => retype(at(elements('H1'), 1), 'H')],
  ['15-003', 'a head without scope', ({ elements }) => first(elements('TH')).delete(name('A'))],
  [
    'table-heads',
    'a table without heads',
    ({ elements }) => {
      for (const head of elements('TH')) retype(head, 'TD')
    },
  ],
  [
    'table-rows',
    'a row with a cell less',
    ({ elements }) => first(elements('TR')).lookup(name('K'), PDFArray).remove(0),
  ],
  ['table-ids', 'a cell of no head', ({ elements }) => first(elements('TH')).delete(name('ID'))],
]

const TAGGED = /\/MCID\s+\d+\s*>>\s*BDC/

const onContents: Corruption[] = [
  [
    '01-003',
    'an artifact in tagged content',
    onContent((content) => content.replace(TAGGED, '$& /Artifact BMC EMC')),
  ],
  [
    '01-004',
    'tagged content in an artifact',
    onContent((content) =>
      content.replace('/Artifact BMC', '/Artifact BMC /P <</MCID 999>> BDC EMC'),
    ),
  ],
  ['01-005', 'a bare line', onContent((content) => `0 0 m 9 9 l S\n${content}`)],
  [
    '01-005',
    'content that the tree forgot',
    ({ elements }) => first(elements('H1')).delete(name('K')),
  ],
  [
    'once',
    'content of two elements',
    ({ elements }) => {
      const [heading, other] = [at(elements('H1'), 0), at(elements('H1'), 1)]
      for (const key of ['K', 'Pg'].map(name)) {
        const held = heading.get(key)
        if (held) other.set(key, held)
      }
    },
  ],
  [
    'parents',
    'content that names another element',
    ({ root }) =>
      inside(root, 'ParentTree').lookup(name('Nums'), PDFArray).lookup(1, PDFArray).set(0, root),
  ],
  ['empty', 'a heading without words', ({ elements }) => first(elements('H1')).delete(name('K'))],
  [
    'empty',
    'an element whose content paints nothing',
    ({ elements, page, rewrite }) => {
      const [mark] = at(elements('H1').toReversed(), 0).lookup(name('K'), PDFArray).asArray()
      const content = new RegExp(`(/MCID\\s+${mark}\\s*>>\\s*BDC).*?EMC`, 's')
      rewrite(stream(page, 'Contents'), (text) => text.replace(content, '$1 EMC'))
    },
  ],
]

const onAnnotations: Corruption[] = [
  ['28-002', 'a remark in a form', ({ widget }) => widget.set(name('Subtype'), name('Highlight'))],
  [
    '28-004',
    'a field without words',
    ({ elements }) => first(elements('Form')).delete(name('Alt')),
  ],
  ['28-005', 'a field without a name', ({ widget }) => widget.delete(name('TU'))],
  ['28-008', 'no order of tabs', ({ page }) => page.delete(name('Tabs'))],
  ['28-009', 'tabs by rows', ({ page }) => page.set(name('Tabs'), name('R'))],
  ['28-010', 'a field in no form', ({ elements }) => retype(first(elements('Form')), 'Annot')],
  [
    '28-010',
    'a field that the tree forgot',
    ({ elements }) => first(elements('Form')).delete(name('K')),
  ],
  ['28-011', 'a link in a form', ({ widget }) => widget.set(name('Subtype'), name('Link'))],
  ['28-012', 'a link without words', ({ widget }) => widget.set(name('Subtype'), name('Link'))],
  [
    'parents',
    'a field of no element',
    ({ widget }) => widget.set(name('StructParent'), PDFNumber.of(99)),
  ],
]

const onFonts: Corruption[] = [
  [
    '31-009',
    'a font elsewhere',
    ({ font }) => inside(descendant(font), 'FontDescriptor').delete(name('FontFile2')),
  ],
  [
    '31-004',
    'a font without its glyphs',
    ({ font }) => descendant(font).delete(name('CIDToGIDMap')),
  ],
  [
    '31-006',
    'an encoding that is no font’s',
    ({ font }) => font.set(name('Encoding'), name('Mine')),
  ],
  ['31-027', 'a font without characters', ({ font }) => font.delete(name('ToUnicode'))],
  [
    '10-001',
    'a glyph without a character',
    onCharacters((cmap) => cmap.replace(/\n<0001> <\w+>/, '')),
  ],
  [
    '31-028',
    'a glyph that is character 0',
    onCharacters((cmap) => cmap.replace(/(<0001>) <\w+>/, '$1 <0000>')),
  ],
  [
    '31-029',
    'a glyph that is no character',
    onCharacters((cmap) => cmap.replace(/(<0001>) <\w+>/, '$1 <FEFF>')),
  ],
  [
    '31-030',
    'a glyph for what is missing',
    onContent((content) => content.replace(/\(/g, '(\\000\\000')),
  ],
]

export const corruptions: readonly Corruption[] = [
  ...onDocument,
  ...onStructure,
  ...onContents,
  ...onAnnotations,
  ...onFonts,
]
