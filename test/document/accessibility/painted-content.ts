import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFName,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
} from '@cantoo/pdf-lib'
import { type Operation, operationsIn } from './operations.ts'

/** What a page's content paints, and under which mark. */
export interface PaintedContent {
  /** Numbers of the marks under which something is painted, each as often as it was begun. */
  readonly marked: readonly number[]
  /** How often something is painted under no mark and as no artifact. */
  readonly unmarked: number
  /** How often an artifact begins in marked content. */
  readonly artifactsInMarked: number
  /** How often marked content begins in an artifact. */
  readonly markedInArtifacts: number
  /** Of each font that sets something, the codes of its glyphs. */
  readonly glyphs: ReadonlyMap<PDFDict, ReadonlySet<number>>
}

const PATHS = ['S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*']
const TEXTS = ['Tj', 'TJ', "'", '"']
const PAINTS = new Set([...PATHS, ...TEXTS, 'Do', 'sh', 'BI'])

/** A mark that was begun: the number of its element, an artifact, or one that means neither. */
type Mark = { kind: 'element'; id: number; paints: boolean } | { kind: 'artifact' | 'other' }

export function paintedContent(page: PDFPage): PaintedContent {
  const reader = new ContentReader()
  reader.read(streamText(page.node.lookup(PDFName.of('Contents'))), page.node.Resources())
  return reader
}

class ContentReader implements PaintedContent {
  readonly marked: number[] = []
  unmarked = 0
  artifactsInMarked = 0
  markedInArtifacts = 0
  readonly glyphs = new Map<PDFDict, Set<number>>()
  readonly #marks: Mark[] = []

  read(content: string, resources: PDFDict | undefined) {
    let font: PDFDict | undefined
    for (const { name, operands } of operationsIn(content)) {
      if (name === 'BMC' || name === 'BDC') this.#begin(operands, resources)
      if (name === 'EMC') this.#end()
      if (name === 'Tf') font = resourceOf(resources, 'Font', operands[0])
      if (PAINTS.has(name)) this.#paint()
      if (TEXTS.includes(name) && font) this.#set(font, operands)
      if (name === 'Do') this.#readForm(resources, operands[0])
    }
  }

  #begin([tag, properties]: Operation['operands'], resources: PDFDict | undefined) {
    const inside = (kind: Mark['kind']) => this.#marks.some((mark) => mark.kind === kind)
    const id = markNumber(properties, resources)
    if (tag === '/Artifact' && inside('element')) this.artifactsInMarked++
    if (id !== undefined && inside('artifact')) this.markedInArtifacts++
    if (id !== undefined) this.#marks.push({ kind: 'element', id, paints: false })
    else this.#marks.push({ kind: tag === '/Artifact' ? 'artifact' : 'other' })
  }

  #end() {
    const mark = this.#marks.pop()
    if (mark?.kind === 'element' && mark.paints) this.marked.push(mark.id)
  }

  #paint() {
    const mark = this.#marks.findLast(({ kind }) => kind !== 'other')
    if (!mark) this.unmarked++
    if (mark?.kind === 'element') mark.paints = true
  }

  #set(font: PDFDict, operands: Operation['operands']) {
    const codes = this.glyphs.get(font) ?? new Set()
    for (const operand of operands)
      if (Array.isArray(operand)) for (const code of operand) codes.add(code)
    this.glyphs.set(font, codes)
  }

  #readForm(resources: PDFDict | undefined, name: Operation['operands'][number] | undefined) {
    const form = entryOf(resources, 'XObject', name)
    if (!(form instanceof PDFRawStream) || form.dict.get(PDFName.of('Subtype')) !== FORM) return
    const own = form.dict.lookup(PDFName.of('Resources'))
    this.read(streamText(form), own instanceof PDFDict ? own : resources)
  }
}

const FORM = PDFName.of('Form')

function markNumber(
  properties: Operation['operands'][number] | undefined,
  resources: PDFDict | undefined,
): number | undefined {
  if (typeof properties !== 'string') return undefined
  if (properties.startsWith('/')) {
    const listed = resourceOf(resources, 'Properties', properties)
    const id = listed?.lookup(PDFName.of('MCID'))
    return id === undefined ? undefined : Number(id.toString())
  }
  const [, id] = /\/MCID\s+(\d+)/.exec(properties) ?? []
  return id === undefined ? undefined : Number(id)
}

function entryOf(resources: PDFDict | undefined, kind: string, name: unknown) {
  const all = resources?.lookup(PDFName.of(kind))
  if (!(all instanceof PDFDict) || typeof name !== 'string') return undefined
  return all.lookup(PDFName.of(name.slice(1)))
}

function resourceOf(resources: PDFDict | undefined, kind: string, name: unknown) {
  const entry = entryOf(resources, kind, name)
  return entry instanceof PDFDict ? entry : undefined
}

/** Of a stream, or of several that are one after another. */
export function streamText(stream: PDFObject | undefined): string {
  if (stream instanceof PDFArray)
    return stream
      .asArray()
      .map((_, i) => streamText(stream.lookup(i)))
      .join('\n')
  if (!(stream instanceof PDFRawStream)) return ''
  return Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')
}
