import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFString,
} from '@cantoo/pdf-lib'
import { judge } from './judge.ts'

/** In points, from the top left, as pdftotext finds a word. */
export interface Word {
  readonly page: number
  readonly text: string
  readonly edges: readonly [left: number, top: number, right: number, bottom: number]
  readonly paper: readonly [width: number, height: number]
}

/** Every word of a PDF where `pdftotext` finds it. @param dir for a file of its own */
export async function wordsIn(dir: string, pdf: Uint8Array): Promise<Word[]> {
  const file = join(dir, `${randomUUID()}.pdf`)
  await writeFile(file, pdf)
  const { output } = await judge('pdftotext', '-bbox', '-enc', 'UTF-8', file, '-')
  const pages = [...output.matchAll(/<page width="([\d.]+)" height="([\d.]+)">(.*?)<\/page>/gs)]
  return pages.flatMap(([, width, height, body = ''], i) =>
    [...body.matchAll(WORD)].map(([, left, top, right, bottom, text = '']) => ({
      page: i + 1,
      text,
      edges: [Number(left), Number(top), Number(right), Number(bottom)],
      paper: [Number(width), Number(height)],
    })),
  )
}

const WORD =
  /<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">(.*?)<\/word>/gs

/** Where a bookmark leads: in points, from the top left. */
export interface Heading {
  readonly title: string
  readonly page: number
  readonly left: number
  readonly top: number
}

/** Every heading of a document, by its bookmarks. */
export async function headingsIn(pdf: Uint8Array): Promise<Heading[]> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  const pages = document.getPages()
  const outline = document.catalog.lookup(PDFName.of('Outlines'), PDFDict)
  return bookmarksIn(outline).map((bookmark) => {
    const place = bookmark.lookup(PDFName.of('Dest'), PDFArray)
    const index = pages.findIndex(({ ref }) => ref === place.get(0))
    const height = pages[index]?.getHeight() ?? Number.NaN
    return {
      title: bookmark.lookup(PDFName.of('Title'), PDFString, PDFHexString).decodeText(),
      page: index + 1,
      left: place.lookup(2, PDFNumber).asNumber(),
      top: height - place.lookup(3, PDFNumber).asNumber(),
    }
  })
}

function bookmarksIn(parent: PDFDict): PDFDict[] {
  const found: PDFDict[] = []
  let each = parent.lookupMaybe(PDFName.of('First'), PDFDict)
  while (each) {
    found.push(each, ...bookmarksIn(each))
    each = each.lookupMaybe(PDFName.of('Next'), PDFDict)
  }
  return found
}
