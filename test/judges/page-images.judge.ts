import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleDocuments } from '../document/sample-documents.ts'
import { judge } from './judge.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-images-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** A page in grey, row by row, 0 for black. */
interface Image {
  readonly width: number
  readonly height: number
  readonly pixels: Buffer
}

const DOTS_PER_INCH = 40

async function imagesOf(name: string, pdf: Uint8Array): Promise<Image[]> {
  const root = await mkdtemp(join(dir, 'pages-'))
  await writeFile(join(root, `${name}.pdf`), pdf)
  const how = ['-gray', '-r', String(DOTS_PER_INCH)]
  await judge('pdftoppm', ...how, join(root, `${name}.pdf`), join(root, 'page'))
  const files = (await readdir(root)).filter((file) => file.endsWith('.pgm')).sort()
  return Promise.all(files.map(async (file) => imageIn(await readFile(join(root, file)))))
}

/** A portable greymap: `P5`, width and height, the largest value, the pixels. */
function imageIn(file: Buffer): Image {
  const [head = '', width, height] = /^P5\s(\d+)\s(\d+)\s255\s/.exec(file.toString('latin1')) ?? []
  return { width: Number(width), height: Number(height), pixels: file.subarray(head.length) }
}

const inked = ({ pixels }: Image) => pixels.filter((grey) => grey < 160).length / pixels.length

/** Whether something stands nearer to an edge than a printer may reach: a quarter of an inch. */
const atEdge = ({ width, height, pixels }: Image) =>
  pixels.some((grey, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const edge = Math.min(x, y, width - 1 - x, height - 1 - y)
    return edge < DOTS_PER_INCH / 4 && grey < 250
  })

describe.each(Object.entries(sampleDocuments))('every page of the %s, in grey', (name, sample) => {
  it('has words on it, more white than black, and an edge that a printer can leave', async () => {
    const { pdf, pages } = sample('a3'.repeat(32))
    const images = await imagesOf(name.replaceAll(/\W/g, '-'), pdf)
    expect(images).toHaveLength(pages)
    for (const [i, image] of images.entries()) {
      expect(image.pixels).toHaveLength(image.width * image.height)
      expect(inked(image), `page ${i + 1}`).toBeGreaterThan(0.004)
      expect(inked(image), `page ${i + 1}`).toBeLessThan(0.2)
      expect(atEdge(image), `page ${i + 1}`).toBe(false)
    }
  })
})
