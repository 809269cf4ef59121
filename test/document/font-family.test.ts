import { describe, expect, it } from 'vitest'
import { fontsOf } from '../../shared/document/assets.ts'
import { FAMILIES } from '../../shared/document/families.ts'
import { coverageOf } from '../../shared/document/font-coverage.ts'
import { directoryRecord, underFamily } from '../../shared/document/font-family.ts'

describe('a font under our own family name', () => {
  it.each(FAMILIES.flatMap(fontsOf))(
    'has all its tables as they were, but the names: $name',
    ({ bytes }) => {
      const renamed = underFamily(bytes, 'Noteseal Sans', 'Sans-Regular')
      const record = directoryRecord(renamed, 'name')
      expect(renamed.length).toBeGreaterThan(bytes.length)
      expect(renamed.subarray(0, record).equals(bytes.subarray(0, record))).toBe(true)
      const after = renamed.subarray(record + 16, bytes.length)
      expect(after.equals(bytes.subarray(record + 16))).toBe(true)
      const names = renamed.subarray(renamed.readUInt32BE(record + 8))
      expect(names.length).toBe(renamed.readUInt32BE(record + 12))
      expect(names.swap16().toString('utf16le')).toContain('Noteseal Sans')
    },
  )

  it('is not made of what is no font', () => {
    expect(() => underFamily(Buffer.alloc(64), 'a', 'b')).toThrow(SyntaxError)
  })
})

it('every font tells which characters it covers', () => {
  for (const { bytes, name } of FAMILIES.flatMap(fontsOf)) {
    const covers = coverageOf(bytes)
    const letters = { Amiri: 'ل', NotoSansHebrew: 'ש', NotoSansSC: '现カひ', NotoSansKR: '안' }
    const [, meantFor = 'Ł'] = Object.entries(letters).find(([of]) => name.startsWith(of)) ?? []
    for (const letter of meantFor) expect(covers(letter.codePointAt(0) ?? 0), name).toBe(true)
    expect(covers(0x1f600), name).toBe(false)
  }
})
