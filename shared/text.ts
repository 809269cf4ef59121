import { z } from 'zod'

/** Letters, marks, signs and plain spaces: nothing that breaks a line or cannot be seen. */
const NO_CONTROLS = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u

/** As `NO_CONTROLS`, with line breaks and tabs. */
const NO_CONTROLS_BUT_BREAKS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u

/** One line that somebody typed: trimmed, in Unicode's composed form (NFC), never empty. */
export const line = (maximum: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(maximum)
    .regex(NO_CONTROLS, 'has a line break or a sign that cannot be printed')

/** Several lines that somebody typed, in NFC; may be empty. */
export const prose = (maximum: number) =>
  z
    .string()
    .normalize('NFC')
    .max(maximum)
    .regex(NO_CONTROLS_BUT_BREAKS, 'has a sign that cannot be printed')

/** Letters that Unicode does not take apart into a base letter and a mark. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
}

/** For searching and sorting: without case, accents and doubled spaces. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđðþłħı]/g, (letter) => BASE_LETTERS[letter] ?? letter)
    .replace(/['’ʼ]/g, '')
    .replace(/[\s-]+/g, ' ')
    .trim()
}
