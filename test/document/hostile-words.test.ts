import { PDFDocument } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { accessibilityFaults } from './accessibility/accessibility-faults.ts'
import { ALL_PIECES, CANARY, hostileText, NOTHING, rewordedBy, TOO_LONG } from './hostile-words.ts'
import { oneOfEveryKind, type Reword, type Sample } from './sample-documents.ts'
import { newTestSealer } from './test-key.ts'
import { textInPdf } from './text-in-pdf.ts'

let sealer: Awaited<ReturnType<typeof newTestSealer>>
beforeAll(async () => {
  sealer = await newTestSealer()
})

/** A document with other words: whole, sealed, and such that it can be read aloud. */
async function made(sample: Sample, reword: Reword) {
  const pdf = await sealPdf(sample(sealer.fingerprint, reword), sealer)
  expect((await verifyPdf(pdf)).faults).toEqual([])
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  return { pdf, faults: accessibilityFaults(document) }
}

/** That the text stands on the pages, and nothing of it upset them. */
async function taken(sample: Sample, reword: Reword) {
  const { pdf, faults } = await made(sample, reword)
  expect(faults).toEqual([])
  expect(await textInPdf(pdf)).toContain(CANARY)
}

describe.each(Object.entries(oneOfEveryKind))('%s', (_kind, sample) => {
  it('takes any text in any place', async () => {
    const anywhere = fc.asyncProperty(hostileText, (text) => taken(sample, rewordedBy(text)))
    await fc.assert(anywhere, { numRuns: 2, seed: 20_260_304 })
  })

  it('takes all that is hostile in every place', () => taken(sample, rewordedBy(ALL_PIECES)))

  it('takes what is longer than any line, page or patience', async () => {
    const shown = await textInPdf(sample(sealer.fingerprint).pdf)
    await taken(sample, rewordedBy(TOO_LONG, shown))
  })

  it.each(NOTHING.map((text) => [JSON.stringify(text), text]))(
    'is made where every place says nothing: %s',
    async (_shown, text) => {
      const { faults } = await made(sample, rewordedBy(text))
      // A cell of the layout without words is none of the text: nothing is read of it.
      expect(faults.filter(({ what }) => what !== 'Div holds nothing')).toEqual([])
    },
  )
})
