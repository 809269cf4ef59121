import { headOf, PAGE, partsOf, SIZES } from './page.mjs'

let browser

/** A browser that is started once and prints a page of HTML, tagged. */
export async function render(page, fonts) {
  const { chromium } = await import('playwright-core')
  browser ??= await chromium.launch({
    executablePath: fonts.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const tab = await browser.newPage()
  await tab.setContent(htmlOf(page, fonts), { waitUntil: 'load' })
  const bytes = await tab.pdf({
    width: inches(PAGE.width),
    height: inches(PAGE.height),
    margin: {
      top: inches(70),
      bottom: inches(70),
      left: inches(PAGE.margin),
      right: inches(PAGE.margin),
    },
    tagged: true,
    outline: true,
    displayHeaderFooter: true,
    headerTemplate: `<b style="font-size:${SIZES.small}pt;margin-left:${PAGE.margin}pt">${escaped(headOf(page))}</b>`,
    footerTemplate: `<span style="font-size:${SIZES.small}pt;margin-left:${PAGE.margin}pt">Confidential. ${page.document.id} <span class="pageNumber"></span> of <span class="totalPages"></span></span>`,
  })
  await tab.close()
  return { bytes, pages: (bytes.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length }
}

const inches = (points) => `${points / 72}in`

export const close = () => browser?.close()

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function htmlOf(page, fonts) {
  const face = (weight, bytes) =>
    `@font-face{font-family:Body;font-weight:${weight};src:url(data:font/ttf;base64,${bytes.toString('base64')})}`
  return `<!doctype html><html lang="en"><title>${escaped(page.documentTitle)}</title><style>
${face(400, fonts.regular)}${face(600, fonts.bold)}
body{font:${SIZES.body}pt Body;margin:0}h1{font-size:${SIZES.title}pt;margin:0}section{display:grid;grid-template-columns:${PAGE.label}pt 1fr;margin-top:10pt}h2{font-size:${SIZES.label}pt;margin:0}p{margin:0 0 4pt}</style>
<h1>${escaped(page.title)}</h1><p>${escaped(page.subtitle)}</p>
${partsOf(page)
  .map(
    ({ label, lines }) =>
      `<section><h2>${escaped(label)}</h2><div>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}</div></section>`,
  )
  .join('')}</html>`
}
