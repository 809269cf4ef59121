import { directoryRecord } from './font-family.ts'

/** Answers whether a font has a glyph for a character, by its number. */
export type Coverage = (codePoint: number) => boolean

/**
 * Reads which characters a TrueType font covers from its `cmap` table (OpenType 1.9, format 12).
 *
 * @throws SyntaxError where the font has no such table; ours do, and a test says so
 */
export function coverageOf(font: Buffer): Coverage {
  const groups = groupsIn(font)
  return (codePoint) => {
    let low = 0
    let high = groups.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const group = groups[middle]
      if (!group) return false
      if (codePoint < group.first) high = middle - 1
      else if (codePoint > group.last) low = middle + 1
      else return true
    }
    return false
  }
}

export function coveredByAll(coverages: readonly Coverage[]): Coverage {
  return (codePoint) => coverages.every((covers) => covers(codePoint))
}

interface Group {
  readonly first: number
  readonly last: number
}

const SEGMENTED_COVERAGE = 12

function groupsIn(font: Buffer): Group[] {
  const cmap = tableAt(font, 'cmap')
  const count = font.readUInt16BE(cmap + 2)
  const subtable = [...Array(count).keys()]
    .map((i) => cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4))
    .find((at) => font.readUInt16BE(at) === SEGMENTED_COVERAGE)
  if (subtable === undefined) throw new SyntaxError('the font has no format 12 character map')
  return [...Array(font.readUInt32BE(subtable + 12)).keys()].map((i) => ({
    first: font.readUInt32BE(subtable + 16 + i * 12),
    last: font.readUInt32BE(subtable + 16 + i * 12 + 4),
  }))
}

function tableAt(font: Buffer, tag: string): number {
  return font.readUInt32BE(directoryRecord(font, tag) + 8)
}
