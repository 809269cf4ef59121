import { describe, expect, it } from 'vitest'
import {
  dictionary,
  parsePdfObject,
  pdfText,
  printPdfObject,
} from '../../shared/document/pdf-object.ts'
import { PdfRevision } from '../../shared/document/pdf-revision.ts'

describe('PDF objects', () => {
  it.each([
    ['<< /A 1 /B [1 0 R (x) <ff>] /C << /D /E >> >>'],
    ['[(a \\) (b) c) true null -1.5]'],
    ['/Name'],
    ['12 0 R'],
  ])('are written back as they were read: %s', (text) => {
    expect(printPdfObject(parsePdfObject(text))).toBe(text)
  })

  it('may be spaced in any way, with comments', () => {
    expect(printPdfObject(parsePdfObject('<</A/B%c\n/C(d)/E[1\t2]>>'))).toBe(
      '<< /A /B /C (d) /E [1 2] >>',
    )
  })

  it.each(['', '(a', '<< 1 2 >>', ']'])('refuses what is none: %j', (text) => {
    expect(() => parsePdfObject(text)).toThrow(SyntaxError)
  })

  it('write any text', () => {
    expect(pdfText('ŁA')).toBe('<feff01410041>')
  })
})

const body = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'
const base = Buffer.from(
  `${body}xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n` +
    `<< /Size 2 /Root 1 0 R /ID [(a) (a)] >>\nstartxref\n${body.length}\n%%EOF\n`,
  'latin1',
)

describe('a revision of a PDF', () => {
  it('adds to the bytes before it and changes none of them', () => {
    const revision = new PdfRevision(base)
    const added = revision.add(dictionary({ Type: '/Sig' }))
    const catalog = revision.getDictionary(revision.root)
    catalog.set('/AcroForm', added)
    revision.set(revision.root, catalog)
    const bytes = revision.bytes()
    expect(bytes.subarray(0, base.length).equals(base)).toBe(true)
    const text = bytes.toString('latin1', base.length)
    expect(text).toContain('1 0 obj\n<< /Type /Catalog /AcroForm 2 0 R >>\nendobj\n')
    expect(text).toContain('2 0 obj\n<< /Type /Sig >>\nendobj\n')
    expect(text).toContain(`/Prev ${body.length}`)
    expect(text).toContain('/Size 3')
  })

  it('names each object’s place', () => {
    const revision = new PdfRevision(base)
    revision.add('(x)')
    const bytes = revision.bytes()
    const at = bytes.indexOf('2 0 obj')
    expect(bytes.toString('latin1')).toContain(`\n2 1\n${String(at).padStart(10, '0')} 00000 n \n`)
  })

  it('shows a changed object as changed', () => {
    const revision = new PdfRevision(base)
    revision.set('1 0 R', dictionary({ A: '/B' }))
    expect(revision.getDictionary('1 0 R').get('/A')).toBe('/B')
  })

  it.each([
    ['no PDF', 'hello'],
    ['a file without its end', base.toString('latin1').slice(0, -10)],
    ['a table elsewhere', base.toString('latin1').replace(`\n${body.length}\n`, '\n3\n')],
  ])('refuses %s', (_what, text) => {
    expect(() => new PdfRevision(Buffer.from(text, 'latin1'))).toThrow(SyntaxError)
  })
})
