import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_PIECES, CANARY, rewordedBy, TOO_LONG } from '../document/hostile-words.ts'
import { oneOfEveryKind, sampleDocuments } from '../document/sample-documents.ts'
import { textInPdf } from '../document/text-in-pdf.ts'
import { judge } from './judge.ts'

const FINGERPRINT = 'a3'.repeat(32)
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-geometry-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** In points, from the top left, as pdftotext finds a word. */
interface Word {
  readonly page: number
  readonly text: string
  readonly edges: readonly [left: number, top: number, right: number, bottom: number]
  readonly paper: readonly [width: number, height: number]
}

async function wordsOf(pdf: Uint8Array): Promise<Word[]> {
  const file = join(dir, `${Math.random()}.pdf`)
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

/** Half an inch: less than any margin that is left to text. */
const MARGIN = 36

const outside = (words: readonly Word[]) =>
  words.filter(({ edges: [left, top, right, bottom], paper: [width, height] }) => {
    const across = left < MARGIN || right > width - MARGIN
    return across || top < MARGIN / 2 || bottom > height - MARGIN / 2
  })

describe.each(Object.entries(sampleDocuments))('every word of the %s', (_name, sample) => {
  it('stands inside its page', async () => {
    const words = await wordsOf(sample(FINGERPRINT).pdf)
    expect(words.length).toBeGreaterThan(50)
    expect(outside(words)).toEqual([])
  })
})

describe.each(Object.entries(oneOfEveryKind))('hostile words in a %s', (_kind, sample) => {
  it.each([
    ['in every place', ALL_PIECES, false],
    ['longer than a page', TOO_LONG, true],
  ])('stand inside its pages: %s', async (_what, text, inLongest) => {
    const shown = inLongest ? await textInPdf(sample(FINGERPRINT).pdf) : undefined
    const words = await wordsOf(sample(FINGERPRINT, rewordedBy(text, shown)).pdf)
    expect(words.some((word) => word.text.includes(CANARY))).toBe(true)
    expect(outside(words)).toEqual([])
  })
})

it('a word that runs out of its page is found', async () => {
  const [word] = await wordsOf(Object.values(oneOfEveryKind)[0]?.(FINGERPRINT).pdf ?? Buffer.of())
  if (!word) throw new Error('no word')
  const [left, top, , bottom] = word.edges
  expect(outside([{ ...word, edges: [left, top, word.paper[0] - 10, bottom] }])).toHaveLength(1)
})
