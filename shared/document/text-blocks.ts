import { printable } from './printable.ts'

/** Running text as its writer laid it out. */
export type TextBlock = Paragraph | List

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly lines: readonly string[]
  readonly direction: Direction
}

/** Lines that the writer began with a dash, a bullet or a number, which is kept as typed. */
export interface List {
  readonly kind: 'list'
  readonly items: readonly { readonly marker: string; readonly text: string }[]
  readonly direction: Direction
}

export type Direction = 'ltr' | 'rtl'

const ITEM = /^\s*([-*•–—]|\d{1,3}[.)])\s+(\S.*)$/

/**
 * A blank line parts paragraphs, a line break stays a line break, and following list lines are one
 * list. Nothing else is read into the text.
 */
export function textBlocks(text: string): TextBlock[] {
  return printable(text)
    .split(/\n[ \xa0]*\n/)
    .flatMap((part) => blocksOf(part.split('\n').map((line) => line.trimEnd())))
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
      blocks.push({ kind: 'list', items, direction: last?.direction ?? directionOf(text) })
    } else if (last?.kind === 'paragraph') {
      blocks.pop()
      blocks.push({ ...last, lines: [...last.lines, line.trim()] })
    } else {
      blocks.push({ kind: 'paragraph', lines: [line.trim()], direction: directionOf(line) })
    }
  }
  return blocks
}

/** As the first letter has it (Unicode Bidirectional Algorithm, P2 and P3). */
function directionOf(text: string): Direction {
  const [letter] = /\p{L}/u.exec(text) ?? []
  return letter !== undefined && RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr'
}

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
