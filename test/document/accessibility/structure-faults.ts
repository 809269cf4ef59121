import { PDFArray, PDFDict, PDFName } from '@cantoo/pdf-lib'
import { when } from './document-faults.ts'
import type { AccessibilityFault, Point } from './points.ts'
import {
  attributeOf,
  elementsIn,
  isElement,
  STANDARD_TYPES,
  type StructureElement,
  textOf,
} from './structure-tree.ts'

/** Checkpoints 02, 09, 13, 14, 15, 17 and 19. */
export function structureFaults(
  tree: readonly StructureElement[],
  root: PDFDict,
): AccessibilityFault[] {
  const all = [...elementsIn(tree)]
  return [
    ...roleFaults(root),
    ...when(tree[0]?.role !== 'Document' || tree.length > 1, 'document', 'not one Document'),
    ...all.flatMap(({ element, around: [parent] }) => [
      ...when(element.role === undefined, '02-001', `${element.type} is of no standard type`),
      ...nestingFaults(element, parent),
      ...descriptionFaults(element),
    ]),
    ...headingFaults(all.map(({ element }) => element)),
    ...tableFaults(all.map(({ element }) => element)),
  ]
}

function roleFaults(root: PDFDict): AccessibilityFault[] {
  const roles = root.lookup(PDFName.of('RoleMap'))
  if (!(roles instanceof PDFDict)) return []
  return roles
    .keys()
    .map((key) => key.decodeText())
    .filter((type) => STANDARD_TYPES.has(type))
    .flatMap((type) => when(true, '02-004', `${type} is said to be another`))
}

/** Which elements may only stand in which, and which may hold only which (ISO 32000-1, 14.8.4.3). */
const NESTING: readonly [
  point: Point,
  role: string,
  parents: readonly string[] | undefined,
  kids: readonly string[] | undefined,
][] = [
  ['09-004', 'Table', undefined, ['Caption', 'THead', 'TBody', 'TFoot', 'TR']],
  ['09-004', 'THead', ['Table'], ['TR']],
  ['09-004', 'TBody', ['Table'], ['TR']],
  ['09-004', 'TFoot', ['Table'], ['TR']],
  ['09-004', 'TR', ['Table', 'THead', 'TBody', 'TFoot'], ['TH', 'TD']],
  ['09-004', 'TH', ['TR'], undefined],
  ['09-004', 'TD', ['TR'], undefined],
  ['09-005', 'L', undefined, ['Caption', 'L', 'LI']],
  ['09-005', 'LI', ['L'], ['Lbl', 'LBody']],
  ['09-005', 'LBody', ['LI'], undefined],
  ['09-006', 'TOC', undefined, ['Caption', 'TOC', 'TOCI']],
  ['09-006', 'TOCI', ['TOC'], undefined],
]

function nestingFaults(
  { role, kids }: StructureElement,
  parent: StructureElement | undefined,
): AccessibilityFault[] {
  return NESTING.filter(([, of]) => of === role).flatMap(([point, , parents, held]) => [
    ...when(
      parents !== undefined && !parents.includes(parent?.role ?? ''),
      point,
      `${role} stands in ${parent?.role}`,
    ),
    ...when(
      held !== undefined && kids.some((kid) => !isElement(kid) || !held.includes(kid.role ?? '')),
      point,
      `${role} holds what it may not`,
    ),
  ])
}

function descriptionFaults({ role, dictionary }: StructureElement): AccessibilityFault[] {
  const described = textOf(dictionary, 'Alt') ?? textOf(dictionary, 'ActualText')
  return [
    ...when(role === 'Figure' && !described, '13-004', 'a figure without alternative text'),
    ...when(role === 'Formula' && !described, '17-002', 'a formula without alternative text'),
    ...when(role === 'Note' && !textOf(dictionary, 'ID'), '19-003', 'a note without an id'),
  ]
}

function headingFaults(all: readonly StructureElement[]): AccessibilityFault[] {
  const roles = all.flatMap(({ role }) => (/^H\d?$/.test(role ?? '') ? [role ?? ''] : []))
  const levels = roles.flatMap((role) => (role === 'H' ? [] : [Number(role.slice(1))]))
  return [
    ...when(levels.length === 0, 'headings', 'none'),
    ...when(levels[0] !== undefined && levels[0] !== 1, '14-002', `the first is H${levels[0]}`),
    ...levels.flatMap((level, i) => {
      const before = levels[i - 1] ?? level
      return when(level > before + 1, '14-003', `H${level} follows H${before}`)
    }),
    ...when(roles.includes('H') && levels.length > 0, '14-007', 'with and without levels'),
  ]
}

function tableFaults(all: readonly StructureElement[]): AccessibilityFault[] {
  const ids = new Set(all.flatMap(({ dictionary }) => textOf(dictionary, 'ID') ?? []))
  const cellsOf = (row: StructureElement) =>
    row.kids.filter(isElement).reduce((sum, { dictionary }) => sum + spanOf(dictionary), 0)
  return [
    ...all.flatMap(({ role, dictionary }) => {
      const scope = attributeOf(dictionary, 'Scope')?.toString() ?? ''
      const bad = role === 'TH' && !/^\/(Row|Column|Both)$/.test(scope)
      return when(bad, '15-003', 'a head of a table that does not say of what')
    }),
    ...all
      .filter(({ role }) => role === 'Table')
      .flatMap((table) => {
        const parts = [...elementsIn([table])].map(({ element }) => element)
        const rows = parts.filter(({ role }) => role === 'TR')
        const widths = new Set(rows.map(cellsOf))
        return [
          ...when(!parts.some(({ role }) => role === 'TH'), 'table-heads', 'a table without heads'),
          ...when(widths.size > 1, 'table-rows', `rows of ${[...widths]} cells in one table`),
        ]
      }),
    ...all.flatMap(({ dictionary }) => {
      const heads = attributeOf(dictionary, 'Headers')
      if (!(heads instanceof PDFArray)) return []
      const named = heads
        .asArray()
        .map((head) =>
          'decodeText' in head ? String((head as { decodeText(): string }).decodeText()) : '',
        )
      return when(
        named.some((id) => !ids.has(id)),
        'table-ids',
        'a cell names a head that is not there',
      )
    }),
  ]
}

function spanOf(cell: PDFDict): number {
  return Number(attributeOf(cell, 'ColSpan')?.toString() ?? 1)
}
