/**
 * As much of PDF's object syntax as a revision needs (ISO 32000-1, 7.3): dictionaries and arrays
 * are taken apart, everything else (names, strings, numbers, references) stays the text it was, so
 * that what is not touched is written back as it was read. Text is Latin-1: one character per byte.
 */
export type PdfValue = PdfDictionary | PdfValue[] | string
export type PdfDictionary = Map<string, PdfValue>

/** @throws SyntaxError where the text is not an object; never quotes the text */
export function parsePdfObject(text: string): PdfValue {
  return new Reader(text).value()
}

export function printPdfObject(value: PdfValue): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `[${value.map(printPdfObject).join(' ')}]`
  const entries = [...value].map(([key, entry]) => `${key} ${printPdfObject(entry)}`)
  return `<< ${entries.join(' ')} >>`
}

export function dictionary(entries: Record<string, PdfValue>): PdfDictionary {
  return new Map(Object.entries(entries).map(([key, value]) => [`/${key}`, value]))
}

/** A text string as UTF-16BE in hexadecimal: any character, nothing to escape. */
export function pdfText(text: string): string {
  const units = [...Array(text.length).keys()].map((i) =>
    text.charCodeAt(i).toString(16).padStart(4, '0'),
  )
  return `<feff${units.join('')}>`
}

/** `D:20260308143000Z` (ISO 32000-1, 7.9.4). */
export function pdfDate(instant: string): string {
  return `D:${instant.slice(0, 19).replace(/[-:T]/g, '')}Z`
}

export function isDictionary(value: PdfValue | undefined): value is PdfDictionary {
  return value instanceof Map
}

const SPACE = /[\0\t\n\f\r ]+|%[^\r\n]*/y
const REFERENCE = /\d+ \d+ R(?![A-Za-z])/y
const WORD = /\/?[^\0\t\n\f\r ()<>[\]{}/%]+/y
const HEX = /<[0-9A-Fa-f\s]*>/y

class Reader {
  #at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  value(): PdfValue {
    this.#skipSpace()
    if (this.#text.startsWith('<<', this.#at)) return this.#dictionary()
    const next = this.#text[this.#at]
    if (next === '[') return this.#array()
    if (next === '(') return this.#literal()
    const token = this.#take(HEX) ?? this.#take(REFERENCE) ?? this.#take(WORD)
    if (token === undefined) throw new SyntaxError(`not a PDF object at ${this.#at}`)
    return token
  }

  #dictionary(): PdfDictionary {
    const entries: PdfDictionary = new Map()
    this.#at += 2
    for (;;) {
      this.#skipSpace()
      if (this.#text.startsWith('>>', this.#at)) break
      const key = this.value()
      if (typeof key !== 'string' || !key.startsWith('/'))
        throw new SyntaxError(`not a name at ${this.#at}`)
      entries.set(key, this.value())
    }
    this.#at += 2
    return entries
  }

  #array(): PdfValue[] {
    const items: PdfValue[] = []
    this.#at += 1
    for (;;) {
      this.#skipSpace()
      if (this.#text[this.#at] === ']') break
      items.push(this.value())
    }
    this.#at += 1
    return items
  }

  #literal(): string {
    const start = this.#at
    let depth = 0
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]
      if (character === '\\') this.#at++
      else if (character === '(') depth++
      else if (character === ')' && --depth === 0) return this.#text.slice(start, ++this.#at)
    }
    throw new SyntaxError(`unclosed string at ${start}`)
  }

  #skipSpace() {
    while (this.#take(SPACE) !== undefined);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [token] = pattern.exec(this.#text) ?? []
    if (token !== undefined) this.#at += token.length
    return token
  }
}
