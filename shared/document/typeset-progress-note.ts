import { z } from 'zod'
import { fonts, progressNoteTemplate } from './assets.ts'
import { type Manifest, sourceOf } from './manifest.ts'
import { printable, printableAscii } from './printable.ts'
import { type ProgressNote, progressNotePage } from './progress-note-page.ts'
import { NotTypeset, TYPESETTER, typeset } from './typesetter.ts'

/** Raised with every change of what a template puts on paper. */
export const PROGRESS_NOTE_TEMPLATE_VERSION = 1

/** A typeset document before it is sealed. */
export interface Typeset {
  readonly pdf: Uint8Array
  readonly pages: number
  /** Where the seal goes: in points, from the bottom left of that page, which counts from 1. */
  readonly signatureBox: SignatureBox
  readonly manifest: Manifest
  readonly seal: { readonly practice: string }
}

export interface SignatureBox {
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** In points, from the top left. */
const Corner = z.object({ page: z.number(), x: z.number(), y: z.number() })
const PageCount = z.number().int().positive()

const PAGE_HEIGHT = { 'us-letter': 792, a4: 841.89 }

/**
 * Typesets a signed note with its addenda and co-signature. The same input makes the same bytes.
 *
 * @throws NotTypeset where even plain letters are refused; it says nothing of the text
 */
export function typesetProgressNote(note: ProgressNote): Typeset {
  const { pdf, marks } = typesetWith(note)
  const topLeft = Corner.parse(marks.sealStart)
  const bottomRight = Corner.parse(marks.sealEnd)
  const { paper } = note.document
  return {
    pdf,
    pages: PageCount.parse(marks.pages),
    signatureBox: {
      page: topLeft.page,
      x: hundredths(topLeft.x),
      y: hundredths(PAGE_HEIGHT[paper] - bottomRight.y),
      width: hundredths(bottomRight.x - topLeft.x),
      height: hundredths(bottomRight.y - topLeft.y),
    },
    manifest: manifestOf(note),
    seal: { practice: note.signed.practice.name },
  }
}

const hundredths = (points: number) => Math.round(points * 100) / 100

/** A text that the typesetter cannot take after all is set in plain letters: never no document. */
function typesetWith(note: ProgressNote) {
  const { bytes } = progressNoteTemplate()
  const createdAt = new Date(note.document.createdAt)
  const typesetCleanedBy = (clean: (text: string) => string) =>
    typeset({ template: bytes.toString('utf8'), data: progressNotePage(note, clean), createdAt }, [
      'sealStart',
      'sealEnd',
      'pages',
    ])
  try {
    return typesetCleanedBy(printable)
  } catch (error) {
    if (error instanceof NotTypeset) return typesetCleanedBy(printableAscii)
    throw error
  }
}

function manifestOf(note: ProgressNote): Manifest {
  const { signed, additions, document, practiceSeal } = note
  return {
    format: 'noteseal/document/1',
    document: { ...document, kind: 'progress-note' },
    sources: [signed, ...additions].map(sourceOf),
    renderer: TYPESETTER,
    template: {
      name: 'progress-note',
      version: PROGRESS_NOTE_TEMPLATE_VERSION,
      sha256: progressNoteTemplate().sha256,
    },
    fonts: fonts().map(({ name, sha256 }) => ({ name, sha256 })),
    seal: { keyFingerprint: practiceSeal.fingerprint },
  }
}
