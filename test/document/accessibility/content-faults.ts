import { PDFArray, PDFDict, PDFName, type PDFObject, type PDFPage } from '@cantoo/pdf-lib'
import { when } from './document-faults.ts'
import type { PaintedContent } from './painted-content.ts'
import type { AccessibilityFault } from './points.ts'
import { elementsIn, isElement, type StructureElement } from './structure-tree.ts'

interface PageContent {
  readonly page: PDFPage
  readonly painted: PaintedContent
}

/** Checkpoint 01, and that tree and pages tell of the same content. */
export function contentFaults(
  tree: readonly StructureElement[],
  root: PDFDict,
  pages: readonly PageContent[],
): AccessibilityFault[] {
  const all = [...elementsIn(tree)].map(({ element }) => element)
  const owners = new Map<string, StructureElement[]>()
  for (const element of all)
    for (const kid of element.kids) {
      if (!('mark' in kid)) continue
      const key = `${kid.page} ${kid.mark}`
      owners.set(key, [...(owners.get(key) ?? []), element])
    }
  const painted = new Set<string>()
  const faults = pages.flatMap(({ page, painted: content }, i) => {
    const at = `page ${i + 1}`
    const parents = parentsOf(root, page)
    for (const mark of content.marked) painted.add(`${page.ref} ${mark}`)
    return [
      ...when(content.artifactsInMarked > 0, '01-003', `${at}: an artifact in tagged content`),
      ...when(content.markedInArtifacts > 0, '01-004', `${at}: tagged content in an artifact`),
      ...when(
        content.unmarked > 0,
        '01-005',
        `${at}: ${content.unmarked} neither tagged nor artifact`,
      ),
      ...[...new Set(content.marked)].flatMap((mark) => {
        const [owner, ...others] = owners.get(`${page.ref} ${mark}`) ?? []
        return [
          ...when(!owner, '01-005', `${at}: the tree does not know content ${mark}`),
          ...when(others.length > 0, 'once', `${at}: several elements hold content ${mark}`),
          ...when(
            owner !== undefined && parents?.lookup(mark) !== owner.dictionary,
            'parents',
            `${at}: content ${mark} names another element than the one that holds it`,
          ),
        ]
      }),
    ]
  })
  return [
    ...faults,
    ...all.flatMap((element) =>
      when(
        !MAY_BE_EMPTY.has(element.role ?? '') && !holds(element, painted),
        'empty',
        `${element.type} holds nothing`,
      ),
    ),
  ]
}

/** A cell of a table may be empty: it keeps its column. */
const MAY_BE_EMPTY = new Set(['TD'])

function holds(element: StructureElement, painted: ReadonlySet<string>): boolean {
  return element.kids.some((kid) => {
    if (isElement(kid)) return MAY_BE_EMPTY.has(kid.role ?? '') || holds(kid, painted)
    return 'mark' in kid ? painted.has(`${kid.page} ${kid.mark}`) : kid.object !== undefined
  })
}

/** A page's row of the parent tree: for each number of a mark, the element. */
function parentsOf(root: PDFDict, page: PDFPage): PDFArray | undefined {
  const row = parentUnder(root, page.node.lookup(PDFName.of('StructParents'))?.toString())
  return row instanceof PDFArray ? row : undefined
}

/** What the parent tree has under a key. */
export function parentUnder(root: PDFDict, key: string | undefined): PDFObject | undefined {
  const tree = root.lookup(PDFName.of('ParentTree'))
  if (!(tree instanceof PDFDict) || key === undefined) return undefined
  return numberIn(tree, key)
}

function numberIn(node: PDFDict, key: string): PDFObject | undefined {
  const numbers = node.lookup(PDFName.of('Nums'))
  if (numbers instanceof PDFArray) {
    const at = numbers.asArray().findIndex((each, i) => i % 2 === 0 && each.toString() === key)
    return at < 0 ? undefined : numbers.lookup(at + 1)
  }
  const kids = node.lookup(PDFName.of('Kids'))
  if (!(kids instanceof PDFArray)) return undefined
  for (const [i] of kids.asArray().entries()) {
    const kid = kids.lookup(i)
    const found = kid instanceof PDFDict ? numberIn(kid, key) : undefined
    if (found) return found
  }
  return undefined
}
