import { directoryRecord } from './font-family.ts'

/** Answers whether a font has a glyph for a character, by its number. */
export type Coverage = (codePoint: number) => boolean

/**
 * Reads which characters a TrueType font covers from its `cmap` table (OpenType 1.9, formats 12 and 4).
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

function groupsIn(font: Buffer): Group[] {
  const cmap = tableAt(font, 'cmap')
  const subtables = [...Array(font.readUInt16BE(cmap + 2)).keys()].map(
    (i) => cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4),
  )
  const ofFormat = (format: number) => subtables.find((at) => font.readUInt16BE(at) === format)
  // All of Unicode where the font tells of it, otherwise its first 65,536 characters.
  const [segmented, basic] = [ofFormat(12), ofFormat(4)]
  if (segmented !== undefined) return segmentedCoverage(font, segmented)
  if (basic !== undefined) return basicCoverage(font, basic)
  throw new SyntaxError('the font has no character map of format 12 or 4')
}

function segmentedCoverage(font: Buffer, subtable: number): Group[] {
  return [...Array(font.readUInt32BE(subtable + 12)).keys()].map((i) => ({
    first: font.readUInt32BE(subtable + 16 + i * 12),
    last: font.readUInt32BE(subtable + 16 + i * 12 + 4),
  }))
}

/** A segment may still map single characters to the glyph 0, which is the one for what is missing. */
function basicCoverage(font: Buffer, subtable: number): Group[] {
  const size = font.readUInt16BE(subtable + 6)
  const ends = subtable + 14
  const starts = ends + size + 2
  const groups: Group[] = []
  for (let at = 0; at < size; at += 2) {
    const first = font.readUInt16BE(starts + at)
    const last = font.readUInt16BE(ends + at)
    const delta = font.readUInt16BE(starts + size + at)
    const ranges = starts + 2 * size + at
    const offset = font.readUInt16BE(ranges)
    for (let code = first; code <= last && code < 0xffff; code++) {
      const glyph = offset === 0 ? code : font.readUInt16BE(ranges + offset + 2 * (code - first))
      const missing = offset === 0 ? ((code + delta) & 0xffff) === 0 : glyph === 0
      if (!missing) groups.push({ first: code, last: code })
    }
  }
  return groups
}

function tableAt(font: Buffer, tag: string): number {
  return font.readUInt32BE(directoryRecord(font, tag) + 8)
}
