import { webcrypto } from 'node:crypto'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber } from '@cantoo/pdf-lib'
import { ContentInfo, CryptoEngine, SignedData, setEngine } from 'pkijs'
import { beforeAll, describe, expect, it } from 'vitest'
import { SIGNATURE_ROOM, sealPdf } from '../../shared/document/seal-pdf.ts'
import type { Typeset } from '../../shared/document/typeset-document.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { type PdfFault, readSeal, verifyPdf } from '../../shared/document/verify-pdf.ts'
import { lateNote, sampleNotes, shortNote } from './sample-notes.ts'
import { newTestSealer, sha256 } from './test-key.ts'

let sealer: Awaited<ReturnType<typeof newTestSealer>>
let typeset: Typeset
let pdf: Buffer

beforeAll(async () => {
  sealer = await newTestSealer()
  typeset = typesetProgressNote({ ...shortNote, practiceSeal: sealer })
  pdf = await sealPdf(typeset, sealer)
})

const check = (bytes: Uint8Array) => verifyPdf(bytes, { keyFingerprints: [sealer.fingerprint] })
const faultsOf = async (bytes: Uint8Array) => (await check(bytes)).faults

describe('a sealed document', () => {
  it('verifies, and says by which key and when', async () => {
    const report = await check(pdf)
    expect(report.faults).toEqual([])
    expect(report.certificate?.keyFingerprint).toBe(sealer.fingerprint)
    expect(report.sealedAt).toBe('D:20260304182231Z')
  })

  it('carries its manifest: sources, commitments, ledger positions, versions and fonts', async () => {
    const sealed = typesetProgressNote({ ...lateNote, practiceSeal: sealer })
    const { manifest } = await verifyPdf(await sealPdf(sealed, sealer))
    expect(manifest).toEqual(sealed.manifest)
    expect(manifest?.sources.map((of) => 'ledger' in of && [of.form, of.ledger.seq])).toEqual([
      ['noteseal/signed-note/1', 12],
      ['noteseal/addendum/1', 15],
      ['noteseal/addendum/1', 16],
    ])
    expect(manifest?.fonts.map(({ name }) => name)).toEqual([
      'SourceSans3_400Regular.ttf',
      'SourceSans3_600SemiBold.ttf',
    ])
    expect(JSON.stringify(manifest)).not.toContain('Zoë')
  })

  it('is the same bytes, sealed again', async () => {
    expect(sha256(await sealPdf(typeset, sealer))).toBe(sha256(pdf))
  })

  it('keeps the typeset revision as it was', () => {
    expect(pdf.subarray(0, typeset.pdf.length).equals(typeset.pdf)).toBe(true)
  })

  it('has its field over the typeset block, tagged, printed and locked', async () => {
    const document = await PDFDocument.load(pdf, { updateMetadata: false })
    const page = document.getPages()[typeset.signatureBox.page - 1]
    const field = page?.node.Annots()?.lookup(0, PDFDict)
    const rectangle = field?.lookup(PDFName.of('Rect'), PDFArray).asRectangle()
    expect(rectangle?.y).toBeCloseTo(typeset.signatureBox.y, 2)
    expect(rectangle?.height).toBeCloseTo(typeset.signatureBox.height, 2)
    expect(field?.lookup(PDFName.of('F'), PDFNumber).asNumber()).toBe(132)
    const structure = document.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict)
    const root = structure.lookup(PDFName.of('K'), PDFArray).lookup(0, PDFDict)
    const parts = root.lookup(PDFName.of('K'), PDFArray)
    const last = parts.lookup(parts.size() - 1, PDFDict)
    expect(last.get(PDFName.of('S'))).toBe(PDFName.of('Form'))
  })

  it('claims PDF/A-2a and PDF/UA-1', () => {
    const metadata = pdf.toString('latin1', typeset.pdf.length)
    expect(metadata).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A')
    expect(metadata).toContain('<pdfuaid:part>1</pdfuaid:part>')
  })

  it('is a signature that another library accepts, without a signing time', async () => {
    setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as Crypto }))
    const seal = readSeal(pdf)
    if (typeof seal === 'string') throw new Error(seal)
    const content = ContentInfo.fromBER(Uint8Array.from(seal.cms))
    const signed = new SignedData({ schema: content.content })
    const data = Uint8Array.from(Buffer.concat([seal.before, seal.after])).buffer
    expect(await signed.verify({ signer: 0, data, checkChain: false })).toBe(true)
    const attributes = signed.signerInfos[0]?.signedAttrs?.attributes.map(({ type }) => type)
    expect(attributes).not.toContain('1.2.840.113549.1.9.5')
    expect(attributes).toContain('1.2.840.113549.1.9.16.2.47')
  })

  it('is refused to a key that is not the one printed on it', async () => {
    await expect(sealPdf(typeset, await newTestSealer())).rejects.toThrow(/another key/)
  })

  it.each(Object.keys(sampleNotes))('seals every sample: %s', async (name) => {
    const note = Object.entries(sampleNotes).find(([known]) => known === name)?.[1] ?? shortNote
    const sealed = await sealPdf(typesetProgressNote({ ...note, practiceSeal: sealer }), sealer)
    expect(await faultsOf(sealed)).toEqual([])
  })
})

describe('a changed document', () => {
  const gap = () => {
    const start = pdf.lastIndexOf('/Contents <') + '/Contents <'.length
    return { start, end: start + SIGNATURE_ROOM * 2 }
  }

  it('is found out wherever one byte is changed', async () => {
    // Every byte around the signature, and a spread of 600 over the file.
    const { start, end } = gap()
    const near = [...Array(300).keys()].flatMap((i) => [start - 200 + i, end - 100 + i])
    const spread = [...Array(600).keys()].map((i) => (i * 7919 + 13) % pdf.length)
    for (const at of [...near, ...spread]) {
      const changed = Buffer.from(pdf)
      changed[at] = (changed[at] ?? 0) ^ (at % 2 === 0 ? 0x20 : 0x01)
      expect(await faultsOf(changed), `byte ${at}`).not.toEqual([])
    }
  }, 120_000)

  const changes: [string, (bytes: Buffer) => Buffer, PdfFault][] = [
    ['a changed word', (b) => with_(b, 20_000, 0x41), 'content_changed'],
    ['bytes added at the end', (b) => Buffer.concat([b, Buffer.from('\n')]), 'bytes_outside_seal'],
    ['a later revision', (b) => Buffer.concat([b, b.subarray(-400)]), 'bytes_outside_seal'],
    ['a cut end', (b) => b.subarray(0, -1), 'bytes_missing'],
    ['upper-case digits', (b) => upperCase(b), 'seal_not_readable'],
    ['something in the padding', (b) => with_(b, gap().end - 1, 0x31), 'seal_not_readable'],
    ['a changed signature value', (b) => with_(b, endOfCms(b) - 1, 0x30), 'signature_wrong'],
    ['no seal', () => Buffer.from(typeset.pdf), 'not_sealed'],
    ['nothing', () => Buffer.alloc(0), 'not_sealed'],
  ]
  it.each(changes)('is named for what was done to it: %s', async (_what, change, fault) => {
    expect(await faultsOf(change(Buffer.from(pdf)))).toEqual([fault])
  })

  it('is not saved by a seal of somebody else', async () => {
    const other = await newTestSealer()
    const theirs = typesetProgressNote({ ...shortNote, practiceSeal: other })
    expect(await faultsOf(await sealPdf(theirs, other))).toEqual(['another_key'])
  })

  function with_(bytes: Buffer, at: number, value: number): Buffer {
    bytes[at] = bytes[at] === value ? value ^ 1 : value
    return bytes
  }

  function upperCase(bytes: Buffer): Buffer {
    const { start, end } = gap()
    const digits = bytes.toString('latin1', start, end)
    bytes.write(
      digits.replace(/[a-f]/, (digit) => digit.toUpperCase()),
      start,
      'latin1',
    )
    return bytes
  }

  function endOfCms(bytes: Buffer): number {
    const { start, end } = gap()
    return start + bytes.toString('latin1', start, end).replace(/0+$/, '').length
  }
})
