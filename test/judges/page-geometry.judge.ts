import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_PIECES, CANARY, rewordedBy, TOO_LONG } from '../document/hostile-words.ts'
import { oneOfEveryKind, sampleDocuments } from '../document/sample-documents.ts'
import { textInPdf } from '../document/text-in-pdf.ts'
import { type Heading, headingsIn, type Word, wordsIn } from './words-on-pages.ts'

const FINGERPRINT = 'a3'.repeat(32)
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-geometry-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** Half an inch: less than any margin that is left to text. */
const MARGIN = 36

const outside = (words: readonly Word[]) =>
  words.filter(({ edges: [left, top, right, bottom], paper: [width, height] }) => {
    const across = left < MARGIN || right > width - MARGIN
    return across || top < MARGIN / 2 || bottom > height - MARGIN / 2
  })

describe.each(Object.entries(sampleDocuments))('every word of the %s', (_name, sample) => {
  it('stands inside its page', async () => {
    const words = await wordsIn(dir, sample(FINGERPRINT).pdf)
    expect(words.length).toBeGreaterThan(50)
    expect(outside(words)).toEqual([])
    expect(overprinted(words)).toEqual([])
  })
})

/**
 * Pairs of words that are printed one over the other. A box is as high as its line: its middle counts.
 * Signs that stand in a row may share their room.
 */
const overprinted = (words: readonly Word[]) => {
  const spoken = words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
  const inOrder = spoken.toSorted((a, b) => a.page - b.page || a.edges[1] - b.edges[1])
  return inOrder.flatMap((word, i) => {
    const [left, top, right, bottom] = word.edges
    const over: Word[] = []
    for (const other of inOrder.slice(i + 1)) {
      const [from, above, to, below] = other.edges
      if (other.page !== word.page || above > bottom) break
      const across = Math.min(right, to) - Math.max(left, from)
      const down = Math.min(bottom, below) - Math.max(top, above)
      if (across > 1 && down > Math.min(bottom - top, below - above) / 2) over.push(other)
    }
    return over.map((other) => `page ${word.page}: ${word.text} and ${other.text}`)
  })
}

/** Words that stand beside or below a heading on its page, and above the foot. */
const underOrBeside = (words: readonly Word[], { page, left, top }: Heading) =>
  words.filter(({ page: on, edges: [from, above, , bottom], paper: [, height] }) => {
    const beside = above > top - LINE && from > left + SIDE_HEADING
    return on === page && bottom < height - FOOT && (beside || above > top + LINE)
  })

/** In points: the column of side headings; a line and more; the foot of a page. */
const SIDE_HEADING = 92
const LINE = 12
const FOOT = 72

describe.each(Object.entries(sampleDocuments))('every heading of the %s', (_name, sample) => {
  it('has something under or beside it on its page', async () => {
    const { pdf } = sample(FINGERPRINT)
    const [words, headings] = await Promise.all([wordsIn(dir, pdf), headingsIn(pdf)])
    expect(headings.length).toBeGreaterThan(1)
    expect(headings.filter((each) => underOrBeside(words, each).length === 0)).toEqual([])
  })
})

it('a heading alone at a page’s foot is found', async () => {
  const { pdf } = oneOfEveryKind['treatment-plan'](FINGERPRINT)
  const [words, [heading]] = await Promise.all([wordsIn(dir, pdf), headingsIn(pdf)])
  if (!heading) throw new Error('no heading')
  const alone = words.filter(({ page, edges: [, top] }) => page > heading.page || top < heading.top)
  expect(underOrBeside(words, heading)).not.toEqual([])
  expect(underOrBeside(alone, heading)).toEqual([])
})

describe.each(Object.entries(oneOfEveryKind))('hostile words in a %s', (_kind, sample) => {
  it.each([
    ['in every place', ALL_PIECES, false],
    ['longer than a page', TOO_LONG, true],
  ])('stand inside its pages: %s', async (_what, text, inLongest) => {
    const shown = inLongest ? await textInPdf(sample(FINGERPRINT).pdf) : undefined
    const words = await wordsIn(dir, sample(FINGERPRINT, rewordedBy(text, shown)).pdf)
    expect(words.some((word) => word.text.includes(CANARY))).toBe(true)
    expect(outside(words)).toEqual([])
    expect(overprinted(words)).toEqual([])
  })
})

it('a word that runs out of its page is found', async () => {
  const [word] = await wordsIn(
    dir,
    Object.values(oneOfEveryKind)[0]?.(FINGERPRINT).pdf ?? Buffer.of(),
  )
  if (!word) throw new Error('no word')
  const [left, top, , bottom] = word.edges
  expect(outside([{ ...word, edges: [left, top, word.paper[0] - 10, bottom] }])).toHaveLength(1)
})

it('words that are printed one over the other are found', async () => {
  const words = await wordsIn(dir, oneOfEveryKind.superbill(FINGERPRINT).pdf)
  const [word] = words
  if (!word) throw new Error('no word')
  expect(overprinted([...words, { ...word, text: 'over' }])).toEqual([
    `page 1: ${word.text} and over`,
  ])
})
