import { Document, Font, Page, renderToBuffer, StyleSheet, Text, View } from '@react-pdf/renderer'
import { createElement as h } from 'react'
import { footOf, headOf, PAGE, partsOf, SIZES } from './page.mjs'

const styles = StyleSheet.create({
  page: {
    fontFamily: 'Body',
    fontSize: SIZES.body,
    paddingVertical: 70,
    paddingHorizontal: PAGE.margin,
  },
  head: {
    position: 'absolute',
    top: 40,
    left: PAGE.margin,
    fontSize: SIZES.small,
    fontWeight: 600,
  },
  foot: { position: 'absolute', bottom: 40, left: PAGE.margin, fontSize: SIZES.small },
  title: { fontSize: SIZES.title, fontWeight: 600 },
  part: { flexDirection: 'row', marginTop: 10 },
  label: { width: PAGE.label, fontSize: SIZES.label, fontWeight: 600 },
  text: { flex: 1 },
  line: { marginBottom: 4 },
})
let registered = false

export async function render(page, fonts) {
  if (!registered) {
    Font.register({
      family: 'Body',
      fonts: [{ src: fonts.regularFile }, { src: fonts.boldFile, fontWeight: 600 }],
    })
    registered = true
  }
  let pages = 0
  const document = h(
    Document,
    { title: page.documentTitle, language: 'en-US' },
    h(
      Page,
      { size: [PAGE.width, PAGE.height], style: styles.page },
      h(Text, { style: styles.head, fixed: true }, headOf(page)),
      h(Text, { style: styles.title }, page.title),
      h(Text, null, page.subtitle),
      ...partsOf(page).map(({ label, lines }) =>
        h(
          View,
          { key: label, style: styles.part },
          h(Text, { style: styles.label }, label),
          h(
            View,
            { style: styles.text },
            ...lines.map((text, i) => h(Text, { key: i, style: styles.line }, text)),
          ),
        ),
      ),
      h(Text, {
        style: styles.foot,
        fixed: true,
        render: ({ pageNumber, totalPages }) => {
          pages = totalPages ?? pages
          return footOf(page, pageNumber, totalPages)
        },
      }),
    ),
  )
  return { bytes: await renderToBuffer(document), pages }
}
