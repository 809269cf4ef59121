// node run.mjs LIBRARY COUNT: renders the page that stands on standard input COUNT times in a process
// of its own, and reports as JSON.
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

const [library, count] = process.argv.slice(2)
const { page, regularFile, boldFile, chromium } = JSON.parse(await text(process.stdin))
const fonts = {
  regularFile,
  boldFile,
  chromium,
  regular: readFileSync(regularFile),
  bold: readFileSync(boldFile),
}
/** Each under its own name, so that a bundle has them apart. */
const libraries = {
  chromium: () => import('./chromium.mjs'),
  'pdf-lib': () => import('./pdf-lib.mjs'),
  pdfkit: () => import('./pdfkit.mjs'),
  pdfmake: () => import('./pdfmake.mjs'),
  'react-pdf': () => import('./react-pdf.mjs'),
}
const memoryMb = () => process.memoryUsage().rss / 1024 / 1024

const began = performance.now()
const { render, close } = await libraries[library]()
const importMs = performance.now() - began
const renderMs = []
let about = {}
for (let i = 0; i < Number(count); i++) {
  const start = performance.now()
  const { bytes, pages } = await render(page, fonts)
  renderMs.push(performance.now() - start)
  if (i === 0) about = { bytes: bytes.length, pages }
}
const report = { importMs, renderMs, ...about, lastMb: memoryMb() }
await close?.()
process.stdout.write(JSON.stringify(report))
