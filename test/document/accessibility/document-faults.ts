import { PDFDict, type PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import { streamText } from './painted-content.ts'
import type { AccessibilityFault, Point } from './points.ts'
import { elementsIn, nameOf, type StructureElement, textOf } from './structure-tree.ts'

/** Checkpoints 01 in part, 06, 07, 11, 25, and that the bookmarks are the headings. */
export function documentFaults(
  document: PDFDocument,
  tree: readonly StructureElement[],
): AccessibilityFault[] {
  const { catalog } = document
  const marks = dictionaryOf(catalog, 'MarkInfo')
  const preferences = dictionaryOf(catalog, 'ViewerPreferences')
  const xmp = metadataOf(catalog)
  const has = (where: PDFDict | undefined, key: string) => where?.has(PDFName.of(key)) ?? false
  const says = (where: PDFDict | undefined, key: string) =>
    where?.lookup(PDFName.of(key))?.toString()
  return [
    ...when(says(marks, 'Marked') !== 'true', 'marked', 'it does not say that it is tagged'),
    ...when(says(marks, 'Suspects') === 'true', '01-007', 'its tags are suspect'),
    ...when(xmp === undefined, '06-001', 'no metadata'),
    ...when(!/<pdfuaid:part>1</.test(xmp ?? ''), '06-002', 'no mark of PDF/UA-1'),
    ...when(
      !/<dc:title>(?:(?!<\/dc:title>).)*<rdf:li[^>]*>[^<]/s.test(xmp ?? ''),
      '06-003',
      'no title',
    ),
    ...when(
      !/<pdfaid:part>2<.*<pdfaid:conformance>A</s.test(xmp ?? ''),
      'pdf-a',
      'no mark of PDF/A-2a',
    ),
    ...when(!has(preferences, 'DisplayDocTitle'), '07-001', 'a viewer need not show its title'),
    ...when(
      has(preferences, 'DisplayDocTitle') && says(preferences, 'DisplayDocTitle') !== 'true',
      '07-002',
      'a viewer shows its file’s name',
    ),
    ...when(!/^[a-z]{2,3}(-|$)/.test(textOf(catalog, 'Lang') ?? ''), '11-006', 'no language'),
    ...when(has(dictionaryOf(catalog, 'Names'), 'EmbeddedFiles'), 'attachments', 'files inside'),
    ...when(has(dictionaryOf(catalog, 'AcroForm'), 'XFA'), '25-001', 'a dynamic form'),
    ...when(document.context.trailerInfo.Encrypt !== undefined, 'encrypted', 'it is'),
    ...bookmarkFaults(catalog, tree),
  ]
}

/** One fault where a condition holds. */
export function when(condition: boolean, point: Point, what: string): AccessibilityFault[] {
  return condition ? [{ point, what }] : []
}

function metadataOf(catalog: PDFDict): string | undefined {
  const stream = catalog.lookup(PDFName.of('Metadata'))
  return stream instanceof PDFRawStream ? streamText(stream) : undefined
}

function dictionaryOf(dictionary: PDFDict, key: string): PDFDict | undefined {
  const value = dictionary.lookup(PDFName.of(key))
  return value instanceof PDFDict ? value : undefined
}

function bookmarkFaults(catalog: PDFDict, tree: readonly StructureElement[]): AccessibilityFault[] {
  const headings = [...elementsIn(tree)]
    .filter(({ element }) => /^H\d?$/.test(element.role ?? ''))
    .map(({ element }) => textOf(element.dictionary, 'T'))
  const titles = [...bookmarksUnder(dictionaryOf(catalog, 'Outlines'))]
  const same = titles.length === headings.length && titles.every((it, i) => it === headings[i])
  return when(!same, 'bookmarks', `${titles} are not the headings ${headings}`)
}

function* bookmarksUnder(parent: PDFDict | undefined): Generator<string | undefined> {
  for (
    let next = parent && dictionaryOf(parent, 'First');
    next;
    next = dictionaryOf(next, 'Next')
  ) {
    // One that leads nowhere is none.
    if (next.has(PDFName.of('Dest')) || nameOf(next, 'A')) yield textOf(next, 'Title')
    yield* bookmarksUnder(next)
  }
}
