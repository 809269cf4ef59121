import { PDFDocument } from '@cantoo/pdf-lib'
import { beforeAll, describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../shared/document/families.ts'
import { sealPdf } from '../../../shared/document/seal-pdf.ts'
import { NotTypeset, typeset } from '../../../shared/document/typesetter.ts'
import { oneOfEveryKind, sampleDocuments } from '../sample-documents.ts'
import { newTestSealer } from '../test-key.ts'
import { underStandard } from '../under-standard.ts'
import { accessibilityFaults } from './accessibility-faults.ts'
import { corruptions, partsOf } from './corruptions.ts'
import { POINTS } from './points.ts'

let sealer: Awaited<ReturnType<typeof newTestSealer>>
let note: Uint8Array

beforeAll(async () => {
  sealer = await newTestSealer()
  note = await sealPdf(oneOfEveryKind['progress-note'](sealer.fingerprint), sealer)
})

describe('a sealed document can be read aloud', () => {
  it.each(Object.entries(sampleDocuments))('%s', async (_name, sample) => {
    const pdf = await sealPdf(sample(sealer.fingerprint), sealer)
    const document = await PDFDocument.load(pdf, { updateMetadata: false })
    expect(accessibilityFaults(document)).toEqual([])
  })
})

describe('a document of every kind passes the typesetter’s own checks for PDF/UA-1', () => {
  it.each(Object.entries(oneOfEveryKind))('%s', (_name, sample) => {
    expect(underStandard('ua-1', () => sample(sealer.fingerprint)).pages).toBeGreaterThan(0)
  })

  it('which refuse what has no title', () => {
    const untitled = { template: 'x', data: '{}', families: FAMILIES, createdAt: new Date(0) }
    expect(() => underStandard('ua-1', () => typeset(untitled, []))).toThrow(NotTypeset)
  })
})

describe('who checks finds', () => {
  it.each(corruptions)('%s: %s', async (point, _what, corrupt) => {
    const parts = await partsOf(note)
    corrupt(parts)
    const found = accessibilityFaults(parts.document).map((fault) => fault.point)
    expect(found).toContain(point)
  })

  it('every point there is', () => {
    const corrupted = corruptions.map(([point]) => point)
    expect(POINTS.filter((point) => !corrupted.includes(point))).toEqual([])
  })
})
