import { PDFArray, PDFDict, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import { when } from './document-faults.ts'
import { streamText } from './painted-content.ts'
import type { AccessibilityFault } from './points.ts'
import { nameOf } from './structure-tree.ts'

/** Checkpoints 10 and 31: every glyph is in the file and says which characters it is. */
export function fontFaults(
  used: readonly ReadonlyMap<PDFDict, ReadonlySet<number>>[],
): AccessibilityFault[] {
  const codes = new Map<PDFDict, Set<number>>()
  for (const [font, some] of used.flatMap((page) => [...page]))
    codes.set(font, new Set([...(codes.get(font) ?? []), ...some]))
  return [...codes].flatMap(([font, glyphs]) => faultsOf(font, glyphs))
}

function faultsOf(font: PDFDict, glyphs: ReadonlySet<number>): AccessibilityFault[] {
  const name = nameOf(font, 'BaseFont')
  const [descendant] = dictionariesIn(font.lookup(PDFName.of('DescendantFonts')))
  const descriptor = descendant?.lookup(PDFName.of('FontDescriptor'))
  const map = font.lookup(PDFName.of('ToUnicode'))
  const file = descriptor instanceof PDFDict && FILES.some((key) => stream(descriptor, key))
  const glyphMap = descendant?.lookup(PDFName.of('CIDToGIDMap'))
  const needsMap = descendant !== undefined && nameOf(descendant, 'Subtype') === 'CIDFontType2'
  const identity = glyphMap?.toString() === '/Identity'
  const characters = map instanceof PDFRawStream ? charactersOf(streamText(map)) : undefined
  const unknown = [...glyphs].filter((code) => characters && !characters.has(code))
  const mapped = (to: RegExp) => [...glyphs].filter((code) => to.test(characters?.get(code) ?? ''))
  return [
    ...when(!file, '31-009', `${name} is not embedded`),
    ...when(
      needsMap && !identity && !(glyphMap instanceof PDFRawStream),
      '31-004',
      `${name} does not say which glyphs it means`,
    ),
    ...when(nameOf(font, 'Encoding') !== 'Identity-H', '31-006', `${name} is encoded otherwise`),
    ...when(characters === undefined, '31-027', `${name} does not say which characters it shows`),
    ...when(unknown.length > 0, '10-001', `${name}: no characters for ${unknown}`),
    ...when(mapped(/\0/).length > 0, '31-028', `${name}: the character 0`),
    ...when(mapped(/[\ufeff\ufffe]/).length > 0, '31-029', `${name}: no characters`),
    ...when(identity && glyphs.has(0), '31-030', `${name}: the glyph for what is missing`),
  ]
}

const FILES = ['FontFile2', 'FontFile3', 'FontFile']

const stream = (descriptor: PDFDict, key: string) =>
  descriptor.lookup(PDFName.of(key)) instanceof PDFRawStream

function dictionariesIn(value: unknown): PDFDict[] {
  if (!(value instanceof PDFArray)) return []
  return value
    .asArray()
    .map((_, i) => value.lookup(i))
    .filter((each) => each instanceof PDFDict)
}

/** From a glyph's code to its characters, out of a ToUnicode table: `bfchar` and `bfrange`. */
function charactersOf(cmap: string): Map<number, string> {
  const characters = new Map<number, string>()
  for (const [, kind, body = ''] of cmap.matchAll(/beginbf(char|range)(.*?)endbf/gs)) {
    const row = kind === 'char' ? /<(\w+)>\s*<(\w+)>/g : /<(\w+)>\s*<(\w+)>\s*<(\w+)>/g
    for (const [, from = '', to = '', text = to] of body.matchAll(row)) {
      const first = Number.parseInt(from, 16)
      const last = kind === 'char' ? first : Number.parseInt(to, 16)
      const start = Buffer.from(text, 'hex').swap16().toString('utf16le')
      for (let code = first; code <= last; code++)
        characters.set(code, following(start, code - first))
    }
  }
  return characters
}

const following = (text: string, by: number) =>
  text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + by)
