import { lettersOf, textOf } from './bytes.ts'
import type { Manifest } from './manifest.ts'
import { parseRevisionParts, type RevisionParts } from './revision-parts.ts'

/** How our own properties stand in a document's XMP: the last of a name counts. */
export const PROPERTY = { manifest: 'noteseal:Manifest', parts: 'noteseal:Parts' } as const

/** Not checked: that is what the seal is for. */
export interface Metadata {
  readonly manifest?: Manifest
  readonly parts?: RevisionParts
}

/** @param pdf attacker-controlled */
export function readMetadata(pdf: Uint8Array): Metadata {
  const manifest = manifestOf(propertyIn(pdf, PROPERTY.manifest))
  const parts = parseRevisionParts(propertyIn(pdf, PROPERTY.parts) ?? '')
  return { ...(manifest && { manifest }), ...(parts && { parts }) }
}

function propertyIn(pdf: Uint8Array, name: string): string | undefined {
  const letters = lettersOf(pdf)
  const opening = `<${name}>`
  const start = letters.lastIndexOf(opening)
  const end = letters.indexOf(`</${name}>`, start)
  if (start < 0 || end < 0) return undefined
  return fromXml(textOf(pdf.subarray(start + opening.length, end)))
}

function manifestOf(json: string | undefined): Manifest | undefined {
  if (json === undefined) return undefined
  try {
    const value: unknown = JSON.parse(json)
    return isManifest(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** As much as is read out to people; the rest is for whoever compares it with the ledger. */
function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false
  if (!('format' in value) || value.format !== 'noteseal/document/1') return false
  if (!('sources' in value) || !Array.isArray(value.sources)) return false
  if (!('document' in value) || typeof value.document !== 'object' || !value.document) return false
  const { id, kind, version, createdAt } = value.document as Record<string, unknown>
  return (
    [id, kind, createdAt].every((text) => typeof text === 'string' && PLAIN.test(text)) &&
    Number.isSafeInteger(version)
  )
}

/** What an id, a kind or a time is made of: no way to smuggle other words onto a screen. */
const PLAIN = /^[A-Za-z0-9._:#-]{1,120}$/

function fromXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
