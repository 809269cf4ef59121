import type { FontFamily } from './asset-files.ts'
import { coverageBy, FAMILIES } from './families.ts'

/**
 * Makes any text fit for print, so that no character is lost in silence and none can upset the page.
 *
 * - Composed (NFC); line breaks of every kind become `\n`, tabs and rare spaces a space.
 * - Taken out, since they show nothing: control characters, variation selectors, and format
 *   characters, among them the ones that override the direction of text. Joiners stay beside Arabic,
 *   direction marks and soft hyphens stay.
 * - Kangxi radicals, which some PDFs are copied out with, become the ideographs that they look like.
 * - Points and accents of Hebrew letters are taken out: the letters say the same without them, and in
 *   a PDF a letter that was pointed once would be copied out with points wherever it stands.
 * - What the fonts have no glyph for is named in its place: `[U+1F600]`. So is half a surrogate pair.
 *
 * @param text attacker-controlled
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text
  return [...clustersOf(cleaned(text))].map(shown).join('')
}

/** The same, for when the typesetter refuses a text after all: ASCII, and the rest by its number. */
export function printableAscii(text: string): string {
  return [...cleaned(text)].map((c) => (/[\n\x20-\x7e]/.test(c) ? c : numbered(c))).join('')
}

const PLAIN = /^[\n\x20-\x7e\xa0-\xac\xae-\xff\u2013\u2014\u2018-\u201d\u2022\u2026]*$/

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' })

const LINE_BREAK = /\r\n|[\r\v\f\x85\u2028\u2029]/g
const SPACE = /[\t\u1680\u2000-\u200a\u202f\u205f\u3000]/g
const UNSEEN =
  /[\0-\x09\x0b-\x1f\x7f-\x9f]|\p{Variation_Selector}|(?![\xad\u061c\u200c-\u200f])\p{Cf}/gu
const JOINER_ALONE =
  /(?<!\p{Script=Arabic}\p{M}*)[\u200c\u200d]|[\u200c\u200d](?!\p{Script=Arabic})/gu
const HEBREW_POINT = /(?<=\p{Script=Hebrew}\p{M}*)\p{M}/gu
const KANGXI_RADICAL = /[\u2f00-\u2fd5]/g
const HALF_PAIR = /\p{Surrogate}/gu
/** They need no glyph of their own. */
const GLYPHLESS = /^[\n\xad\u061c\u200c-\u200f]$/

function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replace(KANGXI_RADICAL, (radical) => radical.normalize('NFKC'))
    .replace(LINE_BREAK, '\n')
    .replace(SPACE, ' ')
    .replace(UNSEEN, '')
    .replace(JOINER_ALONE, '')
    .replace(HALF_PAIR, numbered)
    .replace(HEBREW_POINT, '')
}

function* clustersOf(text: string): Generator<string> {
  for (const { segment } of SEGMENTER.segment(text)) yield segment
}

function shown(cluster: string): string {
  if (familyOf(cluster)) return cluster
  const characters = [...cluster]
  const [base = ''] = characters
  const best = familyOf(base)
  return characters.map((c) => (best && has(best, c) ? c : numbered(c))).join('')
}

/** One font must have the whole cluster, since the typesetter takes a cluster from one font. */
const familyOf = (cluster: string) =>
  FAMILIES.find((family) => [...cluster].every((c) => has(family, c)))

const has = (family: FontFamily, c: string) =>
  GLYPHLESS.test(c) || coverageBy(family)(codePointOf(c))

/**
 * Families that a printable text is set in: the first, and each other one of which it needs a glyph.
 * Others need not be loaded.
 */
export function familiesFor(text: string): readonly FontFamily[] {
  const words = new Set(text.split(' ').filter((word) => !PLAIN.test(word)))
  const clusters = new Set([...words].flatMap((word) => [...clustersOf(word)]))
  const needed = new Set([FAMILIES[0], ...[...clusters].map(familyOf)])
  return FAMILIES.filter((family) => needed.has(family))
}

function numbered(character: string): string {
  return `[U+${codePointOf(character).toString(16).toUpperCase().padStart(4, '0')}]`
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
