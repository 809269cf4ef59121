import { describe, expect, it } from 'vitest'
import { textBlocks } from '../../shared/document/text-blocks.ts'

describe('textBlocks', () => {
  it('parts paragraphs at blank lines and keeps single line breaks', () => {
    expect(textBlocks('one\ntwo\n\n  three  ')).toEqual([
      { kind: 'paragraph', lines: ['one', 'two'], direction: 'ltr' },
      { kind: 'paragraph', lines: ['three'], direction: 'ltr' },
    ])
  })

  it('sets lines that begin with a dash or a number as lists, with the sign as typed', () => {
    expect(textBlocks('Risk:\n- low\n* none\n2) later')).toEqual([
      { kind: 'paragraph', lines: ['Risk:'], direction: 'ltr' },
      {
        kind: 'list',
        items: [
          { marker: '-', text: 'low' },
          { marker: '*', text: 'none' },
          { marker: '2)', text: 'later' },
        ],
        direction: 'ltr',
      },
    ])
  })

  it('does not take a number or a minus inside a sentence for a list', () => {
    expect(textBlocks('-5 points\n2026 was better')).toEqual([
      { kind: 'paragraph', lines: ['-5 points', '2026 was better'], direction: 'ltr' },
    ])
  })

  it('runs from right to left where the first letter does', () => {
    expect(textBlocks('«لم أعد»\n\nShe said «لم»').map((block) => block.direction)).toEqual([
      'rtl',
      'ltr',
    ])
  })

  it('makes nothing of nothing', () => {
    expect(textBlocks(' \n\n')).toEqual([])
  })
})
