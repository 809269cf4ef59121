import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fontsOf } from '../../shared/document/assets.ts'
import { FAMILIES } from '../../shared/document/families.ts'
import { coverageOf } from '../../shared/document/font-coverage.ts'
import { familiesFor, printable, printableAscii } from '../../shared/document/printable.ts'

describe('printable', () => {
  it.each([
    ['Polish', 'Zażółć gęślą jaźń, Łukasiewicz'],
    ['Vietnamese', 'Ngô Thị Hương, người bạn đời'],
    ['Greek', 'Η αναπνοή με βοηθά.'],
    ['Cyrillic', 'Дихання мені допомагає.'],
    ['Arabic', '«لم أعد أخاف من الخوف نفسه كما كنت في السابق.»'],
    ['Chinese', '她说：“我现在不再害怕了。”臺灣'],
    ['Japanese', '彼女は「もう怖くない」と言った〜。々ｶﾞＡ①㎡'],
    ['Korean', '그녀는 무섭지 않아요. ㅎㅎ'],
    ['clinical signs', 'PHQ-9 ≤ 4 → Δ = −5 × 2 ± 1'],
    ['typesetter markup', '#eval("1") *bold* $x^2$ `raw` @ref <label> \\ //'],
  ])('leaves %s as it is', (_script, text) => {
    expect(printable(text)).toBe(text)
  })

  it.each([
    ['an emoji', 'ok 😀', 'ok [U+1F600]'],
    ['Hebrew', 'שלום (11)', 'שלום (11)'],
    ['points of Hebrew', 'שָׁלוֹם', 'שלום'],
    ['a family of joined emoji', '👨‍👩‍👧', '[U+1F468][U+1F469][U+1F467]'],
    ['Devanagari', 'नम', '[U+0928][U+092E]'],
    ['a rare ideograph', '现𠀀', '现[U+20000]'],
    ['a radical, which is drawn as its ideograph', '⺀', '[U+2E80]'],
    ['parts of a Korean syllable', 'ᄒᆞᆫ', '[U+1112][U+119E][U+11AB]'],
    ['what is of no width in a Korean font', 'a\u3164b', 'a[U+3164]b'],
    ['private use', 'a\ue000', 'a[U+E000]'],
    ['half a surrogate pair', 'a\ud83db', 'a[U+D83D]b'],
    ['a mark that no font of the letter has', 'и\u064b', 'и[U+064B]'],
  ])('names what no font has: %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it.each([
    ['control characters', 'a\0b\x07c\x1b[31m', 'abc[31m'],
    ['bidi overrides and isolates', 'a\u202eb\u2066c\u2069', 'abc'],
    ['variation selectors', '❤\ufe0f', '❤'],
    ['zero-width joiners between Latin letters', 'a\u200db\u200cc', 'abc'],
    ['a byte order mark', '\ufeffa', 'a'],
  ])('takes out %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it('keeps joiners between Arabic letters, which they shape', () => {
    expect(printable('می\u200cخواهم')).toBe('می\u200cخواهم')
  })

  it('makes the ideograph of a Kangxi radical, which looks the same', () => {
    expect(printable('⼀⽇')).toBe('一日')
  })

  it('makes every line break a line feed, and every rare space a space', () => {
    expect(printable('a\r\nb\rc\u2028d\te\u3000f')).toBe('a\nb\nc\nd e f')
  })

  it('composes what was written in parts', () => {
    expect(printable('e\u0301')).toBe('é')
    expect(printable('\u1112\u1161\u11ab か\u3099')).toBe('한 が')
  })

  it('leaves only characters that a font has, of any text', () => {
    const covers = FAMILIES.flatMap(fontsOf).map(({ bytes }) => coverageOf(bytes))
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const character of printable(text)) {
          const code = character.codePointAt(0) ?? 0
          const seen =
            covers.some((has) => has(code)) || /[\n\xad\u061c\u200c-\u200f]/.test(character)
          expect(seen, `U+${code.toString(16)}`).toBe(true)
        }
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it.each([
    ['Łódź, Ελλάδα, Việt Nam', ['SourceSans3']],
    ['שלום', ['SourceSans3', 'NotoSansHebrew']],
    ['سلام', ['SourceSans3', 'Amiri']],
    ['שלום سلام', ['SourceSans3', 'Amiri', 'NotoSansHebrew']],
    ['现在', ['SourceSans3', 'NotoSansSC']],
    ['カタカナ', ['SourceSans3', 'NotoSansSC']],
    ['안녕', ['SourceSans3', 'NotoSansKR']],
    ['😀 नम ❤ ≤ →', ['SourceSans3']],
  ])('loads the fonts that a text needs: %s', (text, families) => {
    expect(familiesFor(printable(text))).toEqual(families)
  })

  it('has a last resort that is ASCII', () => {
    expect(printableAscii('Łódź\n😀')).toBe('[U+0141][U+00F3]d[U+017A]\n[U+1F600]')
  })
})
