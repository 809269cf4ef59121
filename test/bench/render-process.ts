import { pathToFileURL } from 'node:url'
import type { sealPdf as Seal } from '../../shared/document/seal-pdf.ts'
import type { typesetProgressNote as TypesetNote } from '../../shared/document/typeset-progress-note.ts'
import { longNote } from '../document/sample-notes.ts'
import { newTestSealer } from '../document/test-key.ts'
import type { RenderRun } from './render.ts'

// node test/bench/render-process.ts BUNDLE COUNT
//
// Renders and seals one three-page note COUNT times in a process of its own, and reports as JSON.

const [, , bundle = '', count = ''] = process.argv
const sealer = await newTestSealer()
interface Bundle {
  readonly sealPdf: typeof Seal
  readonly typesetProgressNote: typeof TypesetNote
}

const note = { ...longNote, practiceSeal: sealer }
const times = { typesetMs: [] as number[], sealMs: [] as number[], verifyMs: [] as number[] }

async function timed<T>(into: number[], deed: () => T | Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await deed()
  into.push(performance.now() - began)
  return result
}

const memoryMb = () => process.memoryUsage().rss / 1024 / 1024

const imports: number[] = []
const { typesetProgressNote, sealPdf } = await timed<Bundle>(
  imports,
  () => import(pathToFileURL(bundle).href),
)
const { verifyPdf } = await import('../../shared/document/verify-pdf.ts')

let about = { pages: 0, bytes: 0, firstMb: 0 }
for (let i = 0; i < Number(count); i++) {
  const typeset = await timed(times.typesetMs, () => typesetProgressNote(note))
  const pdf = await timed(times.sealMs, () => sealPdf(typeset, sealer))
  const { faults } = await timed(times.verifyMs, () => verifyPdf(pdf))
  if (faults.length > 0) throw new Error('the seal does not hold')
  if (i === 0) about = { pages: typeset.pages, bytes: pdf.length, firstMb: memoryMb() }
}
const report: RenderRun = { importMs: imports[0] ?? 0, ...times, ...about, lastMb: memoryMb() }
process.stdout.write(JSON.stringify(report))
