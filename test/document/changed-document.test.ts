import { beforeAll, describe, expect, it } from 'vitest'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { pdfFaults } from '../../shared/document/tell-seal.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { type PdfFault, verifyPdf } from '../../shared/document/verify-pdf.ts'
import { numbers, undetectedChanges } from './random-changes.ts'
import { shortNote } from './sample-notes.ts'
import { newTestChain } from './test-chain.ts'
import { newTestSealer } from './test-key.ts'

/** Sealed under a certificate of its own, and under one that others issued. */
const files: Record<string, Uint8Array> = {}

beforeAll(async () => {
  for (const [name, sealer] of [
    ['self-signed', await newTestSealer()],
    ['issued', await newTestChain()],
  ] as const) {
    const typeset = typesetProgressNote({ ...shortNote, practiceSeal: sealer })
    files[name] = await sealPdf(typeset, sealer)
  }
})

const file = (name: string) => files[name] ?? new Uint8Array()
const faultsOf = async (pdf: Uint8Array): Promise<readonly PdfFault[]> =>
  (await verifyPdf(pdf)).faults

describe.each(['self-signed', 'issued'])(
  'a document sealed by a key with a %s certificate',
  (name) => {
    it('is as it was sealed', async () => {
      expect(await faultsOf(file(name))).toEqual([])
    })

    it('has no free byte: 1,000 random changes of one are found out', async () => {
      expect(await undetectedChanges(file(name), { count: 1_000, seed: 4 }, faultsOf)).toEqual([])
    })

    it('has no free byte in its signature: every ninth digit is tried', async () => {
      const pdf = Uint8Array.from(file(name))
      const { start, end } = signatureIn(pdf)
      for (let at = start; at < end; at += 9) {
        const digit = pdf[at] ?? 0
        pdf[at] = digit === 0x30 ? 0x31 : 0x30
        expect(await faultsOf(pdf), `digit ${at}`).not.toEqual([])
        pdf[at] = digit
      }
    })

    it('is refused by name, never with a crash, whatever is done to it', async () => {
      const next = numbers(11)
      for (let i = 0; i < 400; i++) {
        const faults = await faultsOf(spoiled(file(name), next))
        expect(faults, `case ${i}`).not.toEqual([])
        for (const fault of faults) expect(pdfFaults, `case ${i}`).toContain(fault)
      }
    })

    it('is refused by name, never with a crash, whatever its signature is made of', async () => {
      const next = numbers(12)
      const pdf = file(name)
      const { start, end } = signatureIn(pdf)
      const cms = Buffer.from(Buffer.from(pdf.subarray(start, end)).toString('latin1'), 'hex')
      for (let i = 0; i < 400; i++) {
        const changed = Buffer.from(pdf)
        changed.fill('0', start, end)
        changed.write(
          Buffer.from(spoiled(cms, next))
            .toString('hex')
            .slice(0, end - start),
          start,
          'latin1',
        )
        const faults = await faultsOf(changed)
        // Zeros after its end may have been all that was cut off or added.
        if (changed.equals(pdf)) continue
        expect(faults, `case ${i}`).not.toEqual([])
        for (const fault of faults) expect(pdfFaults, `case ${i}`).toContain(fault)
      }
    })
  },
)

it.each([
  ['nothing', ''],
  ['a seal and nothing else', SEAL('[0 10 20 30]')],
  ['a byte range that ends before it begins', SEAL('[0 99 3 30]')],
  ['a byte range that reaches beyond everything', SEAL('[0 9999999999 9999999999 9999999999]')],
  [
    'a signature without digits',
    '/SubFilter /ETSI.CAdES.detached /ByteRange [0 62 64 0] /Contents <>',
  ],
  [
    'parts that are longer than the file',
    PARTS('{"bytes":9999999999,"each":1,"sha256":["0123456789abcdef"]}'),
  ],
  ['a manifest that is no JSON', '<noteseal:Manifest>{</noteseal:Manifest>'],
])('a file of %s is refused', async (_what, text) => {
  const { faults, manifest } = await verifyPdf(Buffer.from(text, 'latin1'))
  expect(faults).toHaveLength(1)
  expect(pdfFaults).toContain(faults[0])
  expect(manifest).toBeUndefined()
})

function SEAL(range: string) {
  return `/SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents <00> /M (D:20260304182231Z)`
}

function PARTS(json: string) {
  return `<noteseal:Parts>${json}</noteseal:Parts>`
}

function signatureIn(pdf: Uint8Array): { start: number; end: number } {
  const text = Buffer.from(pdf).toString('latin1')
  const start = text.lastIndexOf('/Contents <') + '/Contents <'.length
  return { start, end: text.indexOf('>', start) }
}

/** Cut, extended, repeated, turned about, or sprinkled with other bytes. */
function spoiled(bytes: Uint8Array, next: () => number): Uint8Array {
  const place = () => Math.floor(next() * bytes.length)
  const [from, to] = [place(), place()].sort((a, b) => a - b) as [number, number]
  const [head, middle, tail] = [
    bytes.subarray(0, from),
    bytes.subarray(from, to),
    bytes.subarray(to),
  ]
  const noise = Uint8Array.from({ length: 1 + Math.floor(next() * 40) }, () => next() * 256)
  const ways = [
    () => Buffer.concat([head, tail]),
    () => Buffer.from(head),
    () => Buffer.concat([bytes, noise]),
    () => Buffer.concat([noise, bytes]),
    () => Buffer.concat([head, noise, middle, tail]),
    () => Buffer.concat([bytes, bytes.subarray(from)]),
    () => Buffer.concat([head, Buffer.from(middle).reverse(), tail]),
    () => {
      const sprinkled = Buffer.from(bytes)
      for (const byte of noise) sprinkled[place()] = byte
      return sprinkled
    },
  ]
  const way = ways[Math.floor(next() * ways.length)]
  const result = way ? way() : Buffer.from(noise)
  // A middle that reads the same both ways, or is empty, leaves all as it was.
  return result.equals(bytes) ? Buffer.concat([bytes, noise]) : result
}
