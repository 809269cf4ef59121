import { createHash } from 'node:crypto'
import {
  isDictionary,
  type PdfDictionary,
  type PdfValue,
  parsePdfObject,
  printPdfObject,
} from './pdf-object.ts'

/** `12 0 R` */
export type PdfReference = string

/**
 * An incremental update (ISO 32000-1, 7.5.6) of a file with one classic cross-reference table, which
 * is what the typesetter writes: no object streams, every object at the offset its table names. The
 * bytes of the first revision stay as they are; changed and new objects follow them.
 */
export class PdfRevision {
  readonly #base: Buffer
  readonly #offsets: readonly number[]
  readonly #trailer: PdfDictionary
  readonly #tableAt: number
  readonly #changed = new Map<number, Buffer>()
  #size: number

  /** @throws SyntaxError where the file is not of that kind */
  constructor(pdf: Uint8Array) {
    this.#base = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
    const [, tableAt] = /startxref\n(\d+)\n%%EOF\n?$/.exec(this.#tail()) ?? []
    if (tableAt === undefined) throw new SyntaxError('the file does not end as a PDF does')
    this.#tableAt = Number(tableAt)
    const table = this.#base.toString('latin1', this.#tableAt)
    const [head, count] = /^xref\n0 (\d+)\n/.exec(table) ?? []
    if (head === undefined) throw new SyntaxError('the file has no plain cross-reference table')
    this.#size = Number(count)
    this.#offsets = [...Array(this.#size).keys()].map((i) =>
      Number(table.slice(head.length + i * 20, head.length + i * 20 + 10)),
    )
    const trailerAt = head.length + this.#size * 20
    if (!table.startsWith('trailer', trailerAt)) throw new SyntaxError('the file has no trailer')
    this.#trailer = asDictionary(parsePdfObject(table.slice(trailerAt + 'trailer'.length)))
  }

  get root(): PdfReference {
    return asReference(this.#trailer.get('/Root'))
  }

  /** The object that a reference names. Of a stream, its dictionary. */
  get(reference: PdfReference): PdfValue {
    const number = numberOf(reference)
    const opening = `${number} 0 obj`
    const changed = this.#changed.get(number)
    if (changed) return parsePdfObject(changed.toString('latin1', opening.length))
    const text = this.#base.toString('latin1', this.#startOf(number), this.#endOf(number))
    if (!text.startsWith(opening))
      throw new SyntaxError(`object ${number} is not where it should be`)
    return parsePdfObject(text.slice(opening.length))
  }

  getDictionary(reference: PdfReference): PdfDictionary {
    return asDictionary(this.get(reference))
  }

  /** The bytes of a stream that no filter was applied to. */
  getPlainStream(reference: PdfReference): Buffer {
    const entries = this.getDictionary(reference)
    if (entries.has('/Filter')) throw new SyntaxError('the stream is filtered')
    const from = this.#base.indexOf('stream\n', this.#startOf(numberOf(reference))) + 7
    return this.#base.subarray(from, from + Number(entries.get('/Length')))
  }

  set(reference: PdfReference, value: PdfValue | string): void {
    this.#put(numberOf(reference), Buffer.from(printPdfObject(value), 'latin1'))
  }

  setStream(reference: PdfReference, entries: PdfDictionary, content: Uint8Array): void {
    const head = printPdfObject(new Map([...entries, ['/Length', String(content.length)]]))
    this.#put(
      numberOf(reference),
      Buffer.concat([
        Buffer.from(`${head}\nstream\n`, 'latin1'),
        content,
        Buffer.from('\nendstream'),
      ]),
    )
  }

  /** A reference to write an object under. */
  reserve(): PdfReference {
    return `${this.#size++} 0 R`
  }

  add(value: PdfValue): PdfReference {
    const reference = this.reserve()
    this.set(reference, value)
    return reference
  }

  /** Both revisions. The same changes make the same bytes. */
  bytes(): Buffer {
    const parts: Buffer[] = [this.#base]
    let at = this.#base.length
    const offsets = new Map<number, number>()
    for (const [number, object] of [...this.#changed].sort(([a], [b]) => a - b)) {
      offsets.set(number, at)
      parts.push(object)
      at += object.length
    }
    const trailer = new Map(this.#trailer)
    trailer.set('/Size', String(this.#size))
    trailer.set('/Prev', String(this.#tableAt))
    trailer.set('/ID', this.#identifiers(parts))
    const end = `trailer\n${printPdfObject(trailer)}\nstartxref\n${at}\n%%EOF\n`
    return Buffer.concat([...parts, Buffer.from(table(offsets) + end, 'latin1')])
  }

  /** The first half names the document and stays; the second names this state of it. */
  #identifiers(parts: readonly Buffer[]): PdfValue {
    const ids = this.#trailer.get('/ID')
    const hash = createHash('sha256')
    for (const part of parts) hash.update(part)
    const state = `<${hash.digest('hex').slice(0, 32)}>`
    return [Array.isArray(ids) && ids[0] !== undefined ? ids[0] : state, state]
  }

  #put(number: number, object: Buffer) {
    const opening = Buffer.from(`${number} 0 obj\n`)
    this.#changed.set(number, Buffer.concat([opening, object, Buffer.from('\nendobj\n')]))
  }

  #startOf(number: number): number {
    const offset = this.#offsets[number]
    if (offset === undefined) throw new SyntaxError(`no object ${number}`)
    return offset
  }

  #endOf(number: number): number {
    const start = this.#startOf(number)
    return Math.min(this.#tableAt, ...this.#offsets.filter((offset) => offset > start))
  }

  #tail(): string {
    return this.#base.toString('latin1', Math.max(0, this.#base.length - 64))
  }
}

export function asDictionary(value: PdfValue | undefined): PdfDictionary {
  if (!isDictionary(value)) throw new SyntaxError('not a dictionary')
  return value
}

export function asArray(value: PdfValue | undefined): PdfValue[] {
  if (!Array.isArray(value)) throw new SyntaxError('not an array')
  return value
}

export function asReference(value: PdfValue | undefined): PdfReference {
  if (typeof value !== 'string' || !/^\d+ 0 R$/.test(value))
    throw new SyntaxError('not a reference')
  return value
}

function numberOf(reference: PdfReference): number {
  return Number.parseInt(reference, 10)
}

/** Runs of following object numbers make a section each; an entry is exactly 20 bytes. */
function table(offsets: ReadonlyMap<number, number>): string {
  const sections: { first: number; entries: string[] }[] = []
  for (const [number, offset] of offsets) {
    const last = sections.at(-1)
    const entry = `${String(offset).padStart(10, '0')} 00000 n \n`
    if (last && last.first + last.entries.length === number) last.entries.push(entry)
    else sections.push({ first: number, entries: [entry] })
  }
  const lines = sections.map((s) => `${s.first} ${s.entries.length}\n${s.entries.join('')}`)
  return `xref\n${lines.join('')}`
}
