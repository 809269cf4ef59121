import { describe, expect, it } from 'vitest'
import { textBlocks } from '../../shared/document/text-blocks.ts'

describe('textBlocks', () => {
  it('parts paragraphs at blank lines and keeps single line breaks', () => {
    expect(textBlocks('one\ntwo\n\n  three  ')).toEqual([
      { kind: 'paragraph', lines: ['one', 'two'] },
      { kind: 'paragraph', lines: ['three'] },
    ])
  })

  it('sets lines that begin with a dash or a number as lists, with the sign as typed', () => {
    expect(textBlocks('Risk:\n- low\n* none\n2) later')).toEqual([
      { kind: 'paragraph', lines: ['Risk:'] },
      {
        kind: 'list',
        items: [
          { marker: '-', text: 'low' },
          { marker: '*', text: 'none' },
          { marker: '2)', text: 'later' },
        ],
      },
    ])
  })

  it('does not take a number or a minus inside a sentence for a list', () => {
    expect(textBlocks('-5 points\n2026 was better')).toEqual([
      { kind: 'paragraph', lines: ['-5 points', '2026 was better'] },
    ])
  })

  it('names the language where one is not read as English is, by the first letter', () => {
    const languageOf = (text: string) => textBlocks(text).map((block) => block.language)
    expect(languageOf('«لم أعد»\n\nShe said «لم»')).toEqual(['ar', undefined])
    expect(languageOf('שלום, לם')).toEqual(['he'])
    expect(languageOf('- 東京へ\n- 行く')).toEqual(['ja'])
    expect(languageOf('1) 서울 東京')).toEqual(['ko'])
    expect(languageOf('「北京」 said she')).toEqual(['zh'])
    expect(languageOf('Γειά, she said «北京»')).toEqual([undefined])
  })

  it('makes nothing of nothing', () => {
    expect(textBlocks(' \n\n')).toEqual([])
  })
})
