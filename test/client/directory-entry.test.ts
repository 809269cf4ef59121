import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DirectoryEntry, isNamed, sortName } from '../../shared/client/directory-entry.ts'

const named = (given: string, family: string, preferred?: string): DirectoryEntry => ({
  name: { given, family, ...(preferred && { preferred }) },
  birthDate: '1990-01-01',
})

describe('finding a client by name', () => {
  it.each([
    ['lukasiewicz', 'Ada', 'Łukasiewicz'],
    ['ŁUKASIEWICZ', 'Ada', 'Łukasiewicz'],
    ['ada luk', 'Ada', 'Łukasiewicz'],
    ['luk  ada ', 'Ada', 'Łukasiewicz'],
    ['jose', 'José', 'Núñez'],
    ['nunez', 'Jose\u0301', 'Nu\u0301n\u0303ez'],
    ['strasse', 'Max', 'Straße'],
    ['sorensen', 'Bo', 'Sørensen'],
    ['obrien', 'Pat', 'O’Brien'],
    ["o'brien", 'Pat', 'O’Brien'],
    ['smith', 'Kim', 'Jones-Smith'],
    ['jones-sm', 'Kim', 'Jones Smith'],
    ['istanbul', 'İstanbul', 'X'],
    ['ΣΟΦΙΑ', 'Σοφία', 'Παππά'],
    ['иванова', 'Анна', 'Иванова'],
    ['محمد', 'محمد', 'علي'],
    ['李', '小龙', '李'],
  ])('%s finds %s %s', (words, given, family) => {
    expect(isNamed(named(given, family), words)).toBe(true)
  })

  it('looks at what the client wants to be called too', () => {
    expect(isNamed(named('Robert', 'Lee', 'Bobbie'), 'bob')).toBe(true)
  })

  it.each([
    ['kasiewicz', 'in the middle of a word'],
    ['ada smith', 'for one word of two'],
  ])('%s finds no Ada Łukasiewicz %s', (words) => {
    expect(isNamed(named('Ada', 'Łukasiewicz'), words)).toBe(false)
  })

  it('finds everybody by their own name, however it is written', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((s) => s.trim() !== '')
    fc.assert(
      fc.property(word, word, (given, family) => {
        const entry = named(given, family)
        expect(isNamed(entry, family.normalize('NFD'))).toBe(true)
        expect(isNamed(entry, `${family} ${given}`)).toBe(true)
      }),
    )
  })
})

describe('sorting clients', () => {
  it('goes by family name, then given, without case and accents', () => {
    const entries = [
      named('Zoe', 'Ávila'),
      named('Ann', 'de Boer'),
      named('Bo', 'Avila'),
      named('Al', 'Łuk'),
      named('Al', 'Luz'),
    ]
    const sorted = entries.toSorted((a, b) => (sortName(a) < sortName(b) ? -1 : 1))
    expect(sorted.map(({ name }) => `${name.given} ${name.family}`)).toEqual([
      'Bo Avila',
      'Zoe Ávila',
      'Ann de Boer',
      'Al Łuk',
      'Al Luz',
    ])
  })
})
