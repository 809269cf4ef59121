import { PDFArray, PDFDict, PDFName, type PDFPage } from '@cantoo/pdf-lib'
import { parentUnder } from './content-faults.ts'
import { when } from './document-faults.ts'
import type { AccessibilityFault, Point } from './points.ts'
import { elementsIn, nameOf, type StructureElement, textOf } from './structure-tree.ts'

/** Checkpoint 28: what lies on the pages besides their content. Here, the field of the seal. */
export function annotationFaults(
  tree: readonly StructureElement[],
  root: PDFDict,
  pages: readonly PDFPage[],
): AccessibilityFault[] {
  const all = [...elementsIn(tree)].map(({ element }) => element)
  const holderOf = (annotation: PDFDict) =>
    all.find(({ kids }) => kids.some((kid) => 'object' in kid && kid.object === annotation))
  return pages.flatMap((page) => {
    const annotations = annotationsOn(page)
    const tabs = nameOf(page.node, 'Tabs')
    return [
      ...when(annotations.length > 0 && tabs === undefined, '28-008', 'no order of tabs'),
      ...when(tabs !== undefined && tabs !== 'S', '28-009', 'tabs do not follow the structure'),
      ...annotations.flatMap((each) => faultsOf(each, holderOf(each), root)),
    ]
  })
}

const HOLDERS: Record<string, readonly [point: Point, role: string]> = {
  Widget: ['28-010', 'Form'],
  Link: ['28-011', 'Link'],
}

function faultsOf(
  annotation: PDFDict,
  holder: StructureElement | undefined,
  root: PDFDict,
): AccessibilityFault[] {
  const kind = nameOf(annotation, 'Subtype') ?? ''
  const [point, role] = HOLDERS[kind] ?? (['28-002', 'Annot'] as const)
  const described = textOf(annotation, 'Contents') || (holder && textOf(holder.dictionary, 'Alt'))
  const parent = parentUnder(root, annotation.lookup(PDFName.of('StructParent'))?.toString())
  return [
    ...when(holder?.role !== role, point, `${kind} stands in ${holder?.role}`),
    ...when(!described, '28-004', `${kind} without alternative text`),
    ...when(kind === 'Widget' && !textOf(annotation, 'TU'), '28-005', 'a field without its name'),
    ...when(
      kind === 'Link' && !textOf(annotation, 'Contents'),
      '28-012',
      'a link that does not say where it leads',
    ),
    ...when(
      holder !== undefined && parent !== holder.dictionary,
      'parents',
      `${kind} names another element than the one that holds it`,
    ),
  ]
}

const HIDDEN = 2

function annotationsOn(page: PDFPage): PDFDict[] {
  const all = page.node.lookup(PDFName.of('Annots'))
  if (!(all instanceof PDFArray)) return []
  return all
    .asArray()
    .map((_, i) => all.lookup(i))
    .filter((each) => each instanceof PDFDict)
    .filter((each) => (Number(each.lookup(PDFName.of('F'))?.toString() ?? 0) & HIDDEN) === 0)
}
