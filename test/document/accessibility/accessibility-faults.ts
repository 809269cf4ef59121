import { PDFDict, type PDFDocument, PDFName } from '@cantoo/pdf-lib'
import { annotationFaults } from './annotation-faults.ts'
import { contentFaults } from './content-faults.ts'
import { documentFaults } from './document-faults.ts'
import { fontFaults } from './font-faults.ts'
import { paintedContent } from './painted-content.ts'
import type { AccessibilityFault } from './points.ts'
import { structureFaults } from './structure-faults.ts'
import { structureTree } from './structure-tree.ts'

/** Checks a document against PDF/UA-1, as far as a program can. */
export function accessibilityFaults(document: PDFDocument): AccessibilityFault[] {
  const root = document.catalog.lookup(PDFName.of('StructTreeRoot'))
  if (!(root instanceof PDFDict)) return [{ point: 'structure', what: 'the document has none' }]
  const tree = structureTree(root)
  const pages = document.getPages().map((page) => ({ page, painted: paintedContent(page) }))
  return [
    ...documentFaults(document, tree),
    ...structureFaults(tree, root),
    ...contentFaults(tree, root, pages),
    ...annotationFaults(tree, root, document.getPages()),
    ...fontFaults(pages.map(({ painted }) => painted.glyphs)),
  ]
}
