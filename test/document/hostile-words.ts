import fc from 'fast-check'
import type { Reword } from './sample-documents.ts'

/** Stands in every hostile text, to be found again on the pages. */
export const CANARY = 'Canary7'

/**
 * Puts a text wherever somebody's words stand, and leaves ids, times, codes and hashes: those have no
 * space in them, and nobody types them. Nor does anybody type a section's heading: it is its template's.
 *
 * @param shown for what is too long to stand everywhere: it stands in the longest of these words alone
 */
export function rewordedBy(text: string, shown?: string): Reword {
  return <T>(words: T) => {
    const longest = shown === undefined ? undefined : longestIn(words, shown)
    const replaced = (value: unknown): unknown => {
      if (typeof value === 'string')
        return isWords(value) && (longest === undefined || value === longest) ? text : value
      if (Array.isArray(value)) return value.map(replaced)
      if (typeof value !== 'object' || value === null) return value
      const entries = Object.entries(value).map(([key, inner]) => [
        key,
        key === 'heading' ? inner : replaced(inner),
      ])
      return Object.fromEntries(entries)
    }
    return replaced(words) as T
  }
}

function longestIn(value: unknown, shown: string): string {
  if (typeof value === 'string')
    return isWords(value) && shown.includes(value.slice(0, 24)) ? value : ''
  if (typeof value !== 'object' || value === null) return ''
  const all = Object.values(value).map((inner) => longestIn(inner, shown))
  return all.reduce((longest, each) => (each.length > longest.length ? each : longest), '')
}

const isWords = (value: string) => /\s/.test(value) || /^[A-Z][a-z]+$/.test(value)

const PIECES = [
  // What the typesetter would read as its own.
  ...[
    '#panic("x")',
    '$x^2$',
    '*b* _i_',
    '`c`',
    '<l> @r',
    '\\u{0}',
    '/* // */',
    '#{ [ ( ==',
    '= x',
    '+ y',
  ],
  ...['#include "/etc/passwd"', '</rdf:Description>', '%PDF-1.7', '/Artifact BMC', ') Tj', 'EMC'],
  // Control characters, overrides of direction, joiners, soft hyphens, byte order marks.
  ...['\0', '\x1b[31m', '\x7f\x85', '\u202e', '\u2066\u2069', '\u200d', '\u200b', '\xad', '\ufeff'],
  // Emoji alone and joined, with tones and as flags; private use; far planes.
  ...['😀', '👨‍👩‍👧', '👍🏽', '🇺🇦', '\ue000', '\u{1f7ff}', '\u{10ffff}', '\ufffe'],
  // Marks without end, letters of several marks.
  ...['a\u0301\u0302\u0323', 'e'.padEnd(40, '\u0300'), '\u0301', 'שָׁלוֹם', 'ﷺ', 'لا'],
  // Scripts that are set, and some that are not.
  ...[
    'Zażółć',
    'Ωμέγα',
    'Дякую',
    'người',
    'اسم ١٢٣',
    'שלום 123',
    '现在。',
    '「もう怖くない」カタカナ～〜',
    '안녕 ㅎㅎ',
    '⼀⺀〇㎡ｶﾞ①Ａ',
    'नमस्ते',
    'ไทย',
    'ꙮ',
  ],
  // Words longer than any line, lines without words.
  ...['W', '-', '!', '(', '。', '「', '漢', 'ー', '々', 'ぁ', '가', 'ᄀ'].map((c) => c.repeat(40)),
  ...['\n\n\n', '\r\n', '\u2028', '\t', '- x', '1. y', '•', ' '],
]

/** Text that nobody would write, and somebody will paste. */
export const hostileText = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary' })),
    {
      maxLength: 24,
    },
  )
  .map((pieces) => [CANARY, ...pieces].join(' '))

/** Every piece, in every place. */
export const ALL_PIECES = [CANARY, ...PIECES].join(' ')

/** Words longer than a page, emoji joined without end, hundreds of lines: too long for every place. */
export const TOO_LONG = [
  CANARY,
  'W'.repeat(10_000),
  'م'.repeat(1_000),
  '漢'.repeat(1_000),
  '。'.repeat(400),
  '👨‍👩‍👧'.repeat(200),
  '\n',
  'x\n'.repeat(300),
].join(' ')

/** What shows nothing: every place is as good as empty. */
export const NOTHING: readonly string[] = ['', '\n\u200b\u202e\0\ufeff\n\n']
