import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { sampleDocuments } from '../document/sample-documents.ts'
import { newTestSealer } from '../document/test-key.ts'
import { underStandard } from '../document/under-standard.ts'
import { preflight } from './preflight.ts'

let dir: string
let findings: Record<string, string[]>

const samples = Object.entries(sampleDocuments)
const fileOf = (i: number) => `${i}.pdf`
/** Spoiled on purpose: what is written in another's place, and what Preflight must then say. */
const SPOILED = [
  ['another-part.pdf', '<pdfaid:part>1<', '<pdfaid:part>2<', 'part must be 1'],
  ['no-font.pdf', '/FontFile2', '/FontFileX', 'FontFile entry is missing'],
  ['hidden-field.pdf', '/F 132', '/F 130', 'Flags of Widget annotation are invalid'],
] as const

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-archive-'))
  const sealer = await newTestSealer()
  const put = (name: string, pdf: Uint8Array) => writeFile(join(dir, name), pdf)
  const sealed = await Promise.all(
    samples.map(async ([, sample], i) => {
      const typeset = underStandard('a-1b', () => sample(sealer.fingerprint))
      const pdf = await sealPdf(typeset, sealer)
      await put(fileOf(i), pdf)
      return pdf
    }),
  )
  const [note] = sealed
  if (!note) throw new Error('no sample')
  for (const [name, from, to] of SPOILED) {
    const text = note.toString('latin1')
    if (!text.includes(from)) throw new Error(`no ${from} to spoil`)
    await put(name, Buffer.from(text.replaceAll(from, to), 'latin1'))
  }
  findings = await preflight(
    dir,
    [...samples.map((_, i) => fileOf(i)), ...SPOILED.map(([name]) => name)].map((name) =>
      join(dir, name),
    ),
  )
})
afterAll(() => rm(dir, { recursive: true, force: true }))

it.each(samples.map(([name], i) => [name, i] as const))(
  'PDFBox Preflight has nothing to say against the same templates, sealed, as PDF/A-1b: %s',
  (_name, i) => {
    expect(findings[fileOf(i)]).toEqual([])
  },
)

it.each(SPOILED)('PDFBox Preflight finds what was spoiled: %s', (name, _from, _to, finding) => {
  expect(findings[name]?.[0]).toContain(finding)
})
