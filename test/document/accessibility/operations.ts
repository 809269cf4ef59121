/** One operation of a content stream (ISO 32000-1, 7.8.2). */
export interface Operation {
  readonly name: string
  /** Names and numbers as written, dictionaries as their text, strings as their two-byte codes. */
  readonly operands: readonly (string | readonly number[])[]
}

const TOKEN =
  /\s+|%[^\r\n]*|<<(?:[^<>]|<[^<>]*>|<<[^<>]*>>)*>>|<([0-9A-Fa-f\s]*)>|(\()|([[\]])|(\/[^\s()<>[\]{}/%]*)|([+-]?(?:\d+\.?\d*|\.\d+)(?![^\s()<>[\]{}/%]))|([^\s()<>[\]{}/%]+)/y

/** Reads what the typesetter writes: no inline images, fonts with codes of two bytes. */
export function* operationsIn(content: string): Generator<Operation> {
  let operands: (string | number[])[] = []
  for (let at = 0; at < content.length; ) {
    TOKEN.lastIndex = at
    const [token, hex, bracket, list, name, number, operator] = TOKEN.exec(content) ?? []
    if (token === undefined) throw new SyntaxError(`not a content stream at ${at}`)
    at += token.length
    if (bracket) {
      const end = endOfLiteral(content, at - 1)
      operands.push(codesOf(literalBytes(content.slice(at, end))))
      at = end + 1
    } else if (hex !== undefined) operands.push(codesOf(Buffer.from(hex, 'hex')))
    else if (operator !== undefined) {
      yield { name: operator, operands }
      operands = []
    } else if (name ?? number ?? token.startsWith('<<')) operands.push(token)
    else if (!list) continue
  }
}

function endOfLiteral(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0) return at
  }
  throw new SyntaxError('a string without an end')
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12 }

function literalBytes(text: string): Buffer {
  const bytes: number[] = []
  for (const [, octal, escaped, plain] of text.matchAll(/\\([0-7]{1,3})|\\([^0-7])|([^\\])/gs)) {
    if (octal) bytes.push(Number.parseInt(octal, 8))
    else if (escaped) bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0))
    else bytes.push((plain ?? '').charCodeAt(0))
  }
  return Buffer.from(bytes)
}

function codesOf(bytes: Buffer): number[] {
  return [...Array(bytes.length >> 1).keys()].map((i) => bytes.readUInt16BE(i * 2))
}
