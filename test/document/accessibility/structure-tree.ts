import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib'

/** An element of a document's structure (ISO 32000-1, 14.7). */
export interface StructureElement {
  /** As written, and as the role map says. `undefined`: a role that leads nowhere, or in a circle. */
  readonly type: string
  readonly role: string | undefined
  readonly dictionary: PDFDict
  readonly kids: readonly (StructureElement | Content)[]
}

/** What an element marks: content of a page, or an object such as an annotation. */
export type Content =
  | { readonly page: string; readonly mark: number }
  | { readonly object: PDFObject | undefined }

export const isElement = (kid: StructureElement | Content): kid is StructureElement => 'type' in kid

/** Roles of ISO 32000-1, 14.8.4: standard structure types. */
export const STANDARD_TYPES = new Set(
  (
    'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 ' +
    'H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link ' +
    'Annot Ruby RB RT RP Warichu WT WP Figure Formula Form'
  ).split(' '),
)

export function structureTree(root: PDFDict): StructureElement[] {
  const roles = root.lookup(PDFName.of('RoleMap'))
  return kidsOf(root, '', roles instanceof PDFDict ? roles : undefined).filter(isElement)
}

function kidsOf(parent: PDFDict, page: string, roles: PDFDict | undefined) {
  const kids = parent.lookup(PDFName.of('K'))
  const all = kids instanceof PDFArray ? kids.asArray().map((_, i) => kids.lookup(i)) : [kids]
  return all.flatMap((kid) => (kid === undefined ? [] : [kidOf(kid, page, roles)]))
}

function kidOf(
  kid: PDFObject,
  page: string,
  roles: PDFDict | undefined,
): StructureElement | Content {
  if (kid instanceof PDFNumber) return { page, mark: kid.asNumber() }
  if (!(kid instanceof PDFDict)) throw new SyntaxError(`not an element: ${kid}`)
  const own = referenceOf(kid, 'Pg') ?? page
  if (nameOf(kid, 'Type') === 'OBJR') return { object: kid.lookup(PDFName.of('Obj')) }
  if (nameOf(kid, 'Type') === 'MCR')
    return { page: own, mark: Number(kid.lookup(PDFName.of('MCID'))?.toString()) }
  const type = nameOf(kid, 'S') ?? ''
  return { type, role: roleOf(type, roles), dictionary: kid, kids: kidsOf(kid, own, roles) }
}

function roleOf(type: string, roles: PDFDict | undefined): string | undefined {
  const seen = new Set<string>()
  for (let role: string | undefined = type; role !== undefined && !seen.has(role); ) {
    if (STANDARD_TYPES.has(role)) return role
    seen.add(role)
    role = roles && nameOf(roles, role)
  }
  return undefined
}

/** In the order of reading, each with those around it, the nearest first. */
export function* elementsIn(
  kids: StructureElement['kids'],
  around: readonly StructureElement[] = [],
): Generator<{ element: StructureElement; around: readonly StructureElement[] }> {
  for (const element of kids) {
    if (!isElement(element)) continue
    yield { element, around }
    yield* elementsIn(element.kids, [element, ...around])
  }
}

export function nameOf(dictionary: PDFDict, key: string): string | undefined {
  const value = dictionary.lookup(PDFName.of(key))
  return value instanceof PDFName ? value.decodeText() : undefined
}

export function textOf(dictionary: PDFDict, key: string): string | undefined {
  const value = dictionary.lookup(PDFName.of(key))
  return value instanceof PDFString || value instanceof PDFHexString
    ? value.decodeText()
    : undefined
}

export function referenceOf(dictionary: PDFDict, key: string): string | undefined {
  const value = dictionary.get(PDFName.of(key))
  return value instanceof PDFRef ? value.toString() : undefined
}

/** An attribute of an element (14.7.5), whichever of its attribute objects has it. */
export function attributeOf(element: PDFDict, key: string): PDFObject | undefined {
  const attributes = element.lookup(PDFName.of('A'))
  const all =
    attributes instanceof PDFArray
      ? attributes.asArray().map((_, i) => attributes.lookup(i))
      : [attributes]
  return all.flatMap((each) => {
    const value = each instanceof PDFDict ? each.lookup(PDFName.of(key)) : undefined
    return value === undefined ? [] : [value]
  })[0]
}
