import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { FontFamily, TemplateName } from './asset-files.ts'
import { type Asset, fontsOf, templateModules, templateNamed } from './assets.ts'
import type { Clean, DocumentPage } from './document-page.ts'
import type { DocumentIdentity, DocumentKind, Manifest, Source } from './manifest.ts'
import { familiesFor, printable, printableAscii } from './printable.ts'
import { NotTypeset, TYPESETTER, typeset } from './typesetter.ts'

/** A document of any kind, ready to be typeset. */
export interface Document {
  readonly kind: DocumentKind
  readonly identity: DocumentIdentity
  readonly sources: readonly Source[]
  readonly template: TemplateName
  /** Raised with every change of what the template puts on paper. */
  readonly templateVersion: number
  /** What stands on the pages: asked twice where the first answer cannot be typeset. */
  readonly page: (clean: Clean) => DocumentPage
  /** Labels of the template beside the seal's, whose values are wanted. */
  readonly marks?: readonly string[]
  /** Long words that are never broken, as the template has it; ids and hashes, where absent. */
  readonly wholeWords?: RegExp
  /** Who seals: the practice's name, and SHA-256 of the document key's public half. */
  readonly practice: string
  readonly keyFingerprint: string
}

/** A typeset document before it is sealed. */
export interface Typeset {
  readonly pdf: Uint8Array
  readonly pages: number
  /** Where the seal goes: in points, from the bottom left of that page, which counts from 1. */
  readonly signatureBox: SignatureBox
  /** What the labels that were asked for hold. */
  readonly marks: Readonly<Record<string, unknown>>
  readonly manifest: Manifest
  readonly seal: { readonly practice: string }
}

export interface SignatureBox {
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** In points, from the top left. */
const Corner = z.object({ page: z.number(), x: z.number(), y: z.number() })
const PageCount = z.number().int().positive()

const PAGE_HEIGHT = { 'us-letter': 792, a4: 841.89 }

/**
 * Typesets a document. The same input makes the same bytes.
 *
 * @throws NotTypeset where even plain letters are refused; it says nothing of the text
 */
export function typesetDocument(document: Document): Typeset {
  const { pdf, marks, families } = typesetWith(document)
  const topLeft = Corner.parse(marks.sealStart)
  const bottomRight = Corner.parse(marks.sealEnd)
  const { paper } = document.identity
  return {
    pdf,
    pages: PageCount.parse(marks.pages),
    signatureBox: {
      page: topLeft.page,
      x: hundredths(topLeft.x),
      y: hundredths(PAGE_HEIGHT[paper] - bottomRight.y),
      width: hundredths(bottomRight.x - topLeft.x),
      height: hundredths(bottomRight.y - topLeft.y),
    },
    marks,
    manifest: manifestOf(document, families),
    seal: { practice: document.practice },
  }
}

const hundredths = (points: number) => Math.round(points * 100) / 100

/** A text that the typesetter cannot take after all is set in plain letters: never no document. */
function typesetWith({ template, identity, page, marks = [], wholeWords }: Document) {
  const createdAt = new Date(identity.createdAt)
  const source = templateNamed(template).bytes.toString('utf8')
  const typesetCleanedBy = (clean: Clean) => {
    const words = page(clean)
    const data = JSON.stringify({
      ...words,
      longWords: hasLongWord(JSON.stringify(words), wholeWords),
    })
    const families = familiesFor(data)
    const wanted = ['sealStart', 'sealEnd', 'pages', ...marks]
    return { ...typeset({ template: source, data, families, createdAt }, wanted), families }
  }
  try {
    return typesetCleanedBy(printable)
  } catch (error) {
    if (error instanceof NotTypeset) return typesetCleanedBy(printableAscii)
    throw error
  }
}

/**
 * Whether a word may need to be broken. (In JSON a quotation mark in a text stands after a backslash.)
 * Most documents have none, and the typesetter need not look at every word once more.
 */
const hasLongWord = (json: string, whole = IDS) =>
  json.match(LONG_WORD)?.some((word) => !whole.test(word)) ?? false

const LONG_WORD = /(?:\\"|[^\s"]){24,}/g
const IDS = /^(?:[0-9a-z]{26}\.[0-9a-z]{26}|[0-9a-f]{64})$/

function manifestOf(document: Document, families: readonly FontFamily[]): Manifest {
  const { kind, identity, sources, template, templateVersion, keyFingerprint } = document
  return {
    format: 'noteseal/document/1',
    document: { ...identity, kind },
    sources,
    renderer: TYPESETTER,
    template: {
      name: template,
      version: templateVersion,
      sha256: hashOf(...templateModules(), templateNamed(template)),
    },
    fonts: families.flatMap(fontsOf).map(({ name, sha256 }) => ({ name, sha256 })),
    seal: { keyFingerprint },
  }
}

/** Of the modules and the template that imports them, one after the other. */
function hashOf(...assets: readonly Asset[]): string {
  const hash = createHash('sha256')
  for (const { bytes } of assets) hash.update(bytes)
  return hash.digest('hex')
}
