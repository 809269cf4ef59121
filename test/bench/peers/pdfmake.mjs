import pdfmake from 'pdfmake'
import { footOf, headOf, PAGE, partsOf, SIZES } from './page.mjs'

export async function render(page, fonts) {
  pdfmake.setUrlAccessPolicy?.(() => false)
  pdfmake.setFonts({ Body: { normal: fonts.regularFile, bold: fonts.boldFile } })
  const made = pdfmake.createPdf({
    pageSize: { width: PAGE.width, height: PAGE.height },
    pageMargins: [PAGE.margin, 70, PAGE.margin, 70],
    defaultStyle: { font: 'Body', fontSize: SIZES.body },
    info: { title: page.documentTitle },
    header: {
      text: headOf(page),
      bold: true,
      fontSize: SIZES.small,
      margin: [PAGE.margin, 40, 0, 0],
    },
    footer: (number, count) => {
      pages = count
      return {
        text: footOf(page, number, count),
        fontSize: SIZES.small,
        margin: [PAGE.margin, 25, 0, 0],
      }
    },
    content: [
      { text: page.title, bold: true, fontSize: SIZES.title },
      { text: page.subtitle, margin: [0, 0, 0, 12] },
      ...partsOf(page).map(({ label, lines }) => ({
        columns: [
          { text: label, bold: true, fontSize: SIZES.label, width: PAGE.label },
          { stack: lines.map((text) => ({ text, margin: [0, 0, 0, 4] })), width: '*' },
        ],
        margin: [0, 0, 0, 8],
      })),
    ],
  })
  let pages = 0
  return { bytes: await made.getBuffer(), pages }
}
