import { printable } from './printable.ts'

/** Running text as its writer laid it out. */
export type TextBlock = Paragraph | List

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly lines: readonly string[]
  readonly language?: Language
}

/** Lines that the writer began with a dash, a bullet or a number, which is kept as typed. */
export interface List {
  readonly kind: 'list'
  readonly items: readonly { readonly marker: string; readonly text: string }[]
  readonly language?: Language
}

/** How it is set and read aloud, where that is not as English is. */
export type Language = 'ar' | 'he' | 'ja' | 'ko' | 'zh'

const ITEM = /^\s*([-*•–—]|\d{1,3}[.)])\s+(\S.*)$/

/**
 * A blank line parts paragraphs, a line break stays a line break, and following list lines are one
 * list. Nothing else is read into the text.
 */
export function textBlocks(text: string): TextBlock[] {
  return printable(text)
    .split(/\n[ \xa0]*\n/)
    .flatMap((part) => blocksOf(part.split('\n').map((line) => line.trimEnd())))
    .map((block) => {
      const language = languageOf(linesOf(block))
      return language ? { ...block, language } : block
    })
}

function blocksOf(lines: readonly string[]): TextBlock[] {
  const blocks: (Paragraph | List)[] = []
  for (const line of lines) {
    if (line === '') continue
    const last = blocks.at(-1)
    const [, marker, text] = ITEM.exec(line) ?? []
    if (marker !== undefined && text !== undefined) {
      const items = [...(last?.kind === 'list' ? last.items : []), { marker, text }]
      if (last?.kind === 'list') blocks.pop()
      blocks.push({ kind: 'list', items })
    } else if (last?.kind === 'paragraph') {
      blocks.pop()
      blocks.push({ ...last, lines: [...last.lines, line.trim()] })
    } else {
      blocks.push({ kind: 'paragraph', lines: [line.trim()] })
    }
  }
  return blocks
}

const linesOf = (block: TextBlock) =>
  block.kind === 'list' ? block.items.map(({ text }) => text) : block.lines

/**
 * The first line's first letter says from which side a block is read (Unicode Bidirectional Algorithm,
 * P2 and P3); then whether a letter of another language stands in it says which one it is.
 */
function languageOf(lines: readonly string[]): Language | undefined {
  const [first = ''] = /\p{L}/u.exec(lines[0] ?? '') ?? []
  if (RIGHT_TO_LEFT.test(first)) return lines.some((line) => HEBREW.test(line)) ? 'he' : 'ar'
  const [letter = ''] = /\p{L}/u.exec(lines.join(' ')) ?? []
  if (!EASTERN.test(letter)) return undefined
  if (lines.some((line) => KANA.test(line))) return 'ja'
  return lines.some((line) => HANGUL.test(line)) ? 'ko' : 'zh'
}

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const HEBREW = /\p{Script=Hebrew}/u
const EASTERN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const HANGUL = /\p{Script=Hangul}/u
