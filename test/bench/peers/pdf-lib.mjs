import fontkit from '@pdf-lib/fontkit'
import { PDFDocument } from 'pdf-lib'
import { footOf, headOf, PAGE, partsOf, SIZES } from './page.mjs'

export async function render(page, fonts) {
  const doc = await PDFDocument.create()
  doc.registerFontkit(fontkit)
  const body = await doc.embedFont(fonts.regular, { subset: true })
  const bold = await doc.embedFont(fonts.bold, { subset: true })
  const pages = []
  let y = 0
  const next = () => {
    pages.push(doc.addPage([PAGE.width, PAGE.height]))
    y = PAGE.height - 70
  }
  const line = (text, x, font, size) => {
    if (pages.length === 0 || y < 80) next()
    pages.at(-1).drawText(text, { x, y, size, font })
  }
  next()
  line(page.title, PAGE.margin, bold, SIZES.title)
  y -= 20
  line(page.subtitle, PAGE.margin, body, SIZES.body)
  y -= 24
  const left = PAGE.margin + PAGE.label
  const width = PAGE.width - PAGE.margin - left
  for (const { label, lines } of partsOf(page)) {
    line(label, PAGE.margin, bold, SIZES.label)
    for (const text of lines)
      for (const part of wrapped(text, body, SIZES.body, width)) {
        line(part, left, body, SIZES.body)
        y -= 14
      }
    y -= 10
  }
  for (const [i, each] of pages.entries()) {
    each.drawText(headOf(page), {
      x: PAGE.margin,
      y: PAGE.height - 45,
      size: SIZES.small,
      font: bold,
    })
    each.drawText(footOf(page, i + 1, pages.length), {
      x: PAGE.margin,
      y: 40,
      size: SIZES.small,
      font: body,
    })
  }
  return { bytes: await doc.save(), pages: pages.length }
}

function wrapped(text, font, size, width) {
  const lines = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (font.widthOfTextAtSize(longer, size) <= width || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}
