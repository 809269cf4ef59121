import { createHash } from 'node:crypto'
import { type SealedVolume, volumesOf } from '../../shared/document/packet.ts'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { typesetPacketCover } from '../../shared/document/typeset-packet-cover.ts'
import { typesetPacketVolume } from '../../shared/document/typeset-packet-volume.ts'
import { sampleNotesOfWeeks, samplePacket } from '../document/sample-packet.ts'
import { newTestSealer } from '../document/test-key.ts'
import type { PacketRun } from './packet.ts'

// node test/bench/packet-process.ts NOTES
//
// Typesets and seals a packet of so many notes, step by step, and reports as JSON.

const [, , count = ''] = process.argv
const sealer = await newTestSealer()
const practiceSeal = { fingerprint: sealer.fingerprint }
const packet = samplePacket(sampleNotesOfWeeks(Number(count)))
const { words, notes } = packet
const sizes = volumesOf(notes)

const steps: PacketRun['steps'][number][] = []
async function step<T extends { readonly pdf: Uint8Array }>(deed: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const made = await deed()
  steps.push({
    ms: performance.now() - began,
    bytes: made.pdf.length,
    residentMb: process.memoryUsage().rss / 2 ** 20,
  })
  return made
}

const volumes: SealedVolume[] = []
let before = 0
for (const [index, size] of sizes.entries()) {
  const { pdf, typeset } = await step(async () => {
    const typeset = typesetPacketVolume({
      words,
      volume: index + 1,
      volumes: sizes.length,
      before,
      notes: notes.slice(before, before + size),
      practiceSeal,
    })
    return { typeset, pdf: await sealPdf(typeset, sealer) }
  })
  before += size
  volumes.push({
    documentId: typeset.manifest.document.id,
    sha256: createHash('sha256').update(pdf).digest('hex'),
    pages: typeset.pages,
    notePages: typeset.notePages,
  })
}
const { pages } = await step(async () => {
  const typeset = typesetPacketCover({ ...packet, volumes, practiceSeal })
  return { pages: typeset.pages, pdf: await sealPdf(typeset, sealer) }
})
const report: PacketRun = {
  steps,
  pages: pages + volumes.reduce((sum, volume) => sum + volume.pages, 0),
  // In kilobytes, of the whole process since it began.
  peakMb: process.resourceUsage().maxRSS / 1024,
}
process.stdout.write(JSON.stringify(report))
