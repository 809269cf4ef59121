import PDFDocument from 'pdfkit'
import { footOf, headOf, PAGE, partsOf, SIZES } from './page.mjs'

export async function render(page, fonts) {
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margins: { top: 70, bottom: 70, left: PAGE.margin, right: PAGE.margin },
    bufferPages: true,
    tagged: true,
    lang: 'en-US',
    pdfVersion: '1.7',
    info: { Title: page.documentTitle },
  })
  const chunks = []
  const done = new Promise((resolve) => doc.on('end', resolve))
  doc.on('data', (chunk) => chunks.push(chunk))
  doc.registerFont('body', fonts.regular)
  doc.registerFont('bold', fonts.bold)
  doc.font('bold').fontSize(SIZES.title).text(page.title)
  doc.font('body').fontSize(SIZES.body).text(page.subtitle).moveDown()
  const left = PAGE.margin + PAGE.label
  for (const { label, lines } of partsOf(page)) {
    doc.font('bold').fontSize(SIZES.label).text(label, PAGE.margin, doc.y, { width: PAGE.label })
    doc.moveUp()
    doc.font('body').fontSize(SIZES.body)
    for (const line of lines)
      doc.text(line, left, doc.y, { width: PAGE.width - PAGE.margin - left, paragraphGap: 4 })
    doc.moveDown()
  }
  const { count } = doc.bufferedPageRange()
  for (let i = 0; i < count; i++) {
    doc.switchToPage(i)
    doc.page.margins.bottom = 0
    doc.font('bold').fontSize(SIZES.small).text(headOf(page), PAGE.margin, 40, { lineBreak: false })
    doc
      .font('body')
      .text(footOf(page, i + 1, count), PAGE.margin, PAGE.height - 45, { lineBreak: false })
  }
  doc.end()
  await done
  return { bytes: Buffer.concat(chunks), pages: count }
}
