import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  type PDFPage,
  PDFRawStream,
} from '@cantoo/pdf-lib'

/**
 * The words of a PDF in the order they are painted, a line per line, as somebody who copies them
 * out gets them: from the fonts' own tables. Reads what the typesetter writes and no more.
 */
export async function textInPdf(pdf: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  return document.getPages().map(textOnPage).join('\f')
}

/** A literal string; brackets inside may stand bare where they pair. */
const STRING = String.raw`\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)`
const SHOWN = new RegExp(
  String.raw`/(f\d+) [\d.]+ Tf|(\[(?:${STRING}|[^\](])*\]) TJ|(${STRING}) Tj`,
  'gs',
)
const STRINGS = new RegExp(STRING, 'gs')

function textOnPage(page: PDFPage): string {
  const content = decoded(page.node.lookup(PDFName.of('Contents')))
  const fonts = new Map<string, Map<number, string>>()
  const dictionary = page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict)
  for (const [name, reference] of dictionary?.entries() ?? []) {
    const font = page.node.context.lookup(reference, PDFDict)
    fonts.set(name.asString().slice(1), charactersOf(decoded(font.lookup(PDFName.of('ToUnicode')))))
  }
  let characters = new Map<number, string>()
  const lines: string[] = []
  for (const [, font, several, one] of content.matchAll(SHOWN)) {
    if (font) characters = fonts.get(font) ?? new Map()
    const shown = several ?? one
    if (!shown) continue
    const glyphs = [...shown.matchAll(STRINGS)].flatMap(([text]) => glyphsIn(text.slice(1, -1)))
    lines.push(glyphs.map((glyph) => characters.get(glyph) ?? '').join(''))
  }
  return lines.join('\n')
}

/** From a glyph's number to its characters, out of a ToUnicode table. */
function charactersOf(cmap: string): Map<number, string> {
  const pairs = cmap.matchAll(/<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>(?! <)/g)
  return new Map(
    [...pairs].map(([, glyph = '', text = '']) => [
      Number.parseInt(glyph, 16),
      Buffer.from(text, 'hex').swap16().toString('utf16le'),
    ]),
  )
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12 }

function glyphsIn(text: string): number[] {
  const bytes: number[] = []
  for (const [, escaped, octal, plain] of text.matchAll(/\\([^0-7])|\\([0-7]{1,3})|(.)/gs)) {
    if (octal) bytes.push(Number.parseInt(octal, 8))
    else if (escaped) bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0))
    else bytes.push((plain ?? '').charCodeAt(0))
  }
  return bytes.flatMap((byte, i) => (i % 2 === 0 ? [byte * 256 + (bytes[i + 1] ?? 0)] : []))
}

function decoded(stream: unknown): string {
  if (stream instanceof PDFArray) {
    return stream
      .asArray()
      .map((_, i) => decoded(stream.lookup(i)))
      .join('\n')
  }
  if (!(stream instanceof PDFRawStream)) return ''
  return Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')
}
