/**
 * A font under a family name that is ours alone. The typesetter also knows the machine's fonts, and
 * would take a nearer weight of the same family from there: under this name there is none, so a
 * document is the same on every machine. Everything else of the font stays as it was.
 *
 * @param postScriptName as the PDF names it
 */
export function underFamily(font: Buffer, family: string, postScriptName: string): Buffer {
  const padding = Buffer.alloc((4 - (font.length % 4)) % 4)
  const names = nameTable([
    [FAMILY, family],
    [STYLE, 'Regular'],
    [POSTSCRIPT, postScriptName],
  ])
  const renamed = Buffer.concat([font, padding, names])
  const record = directoryRecord(renamed, 'name')
  renamed.writeUInt32BE(font.length + padding.length, record + 8)
  renamed.writeUInt32BE(names.length, record + 12)
  return renamed
}

/** Where a font's directory tells of one of its tables: tag, checksum, offset, length. */
export function directoryRecord(font: Buffer, tag: string): number {
  const record = [...Array(font.readUInt16BE(4)).keys()]
    .map((i) => 12 + i * 16)
    .find((at) => font.toString('latin1', at, at + 4) === tag)
  if (record === undefined) throw new SyntaxError(`the font has no ${tag} table`)
  return record
}

const FAMILY = 1
const STYLE = 2
const POSTSCRIPT = 6

/** OpenType 1.9, `name`, version 0: Windows, Unicode BMP, US English. */
function nameTable(names: readonly (readonly [id: number, text: string])[]): Buffer {
  const texts = names.map(([, text]) => Buffer.from(text, 'utf16le').swap16())
  let offset = 0
  const records = names.map(([id], i) => {
    const length = texts[i]?.length ?? 0
    const record = uint16s(3, 1, 0x409, id, length, offset)
    offset += length
    return record
  })
  return Buffer.concat([uint16s(0, names.length, 6 + names.length * 12), ...records, ...texts])
}

function uint16s(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [i, number] of numbers.entries()) bytes.writeUInt16BE(number, i * 2)
  return bytes
}
