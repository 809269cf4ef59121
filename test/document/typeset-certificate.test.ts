import { PDFDict, PDFDocument, PDFName } from '@cantoo/pdf-lib'
import { describe, expect, it } from 'vitest'
import { certificateIdOf } from '../../shared/document/document-item.ts'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import { approvers, clientId } from '../retention/sample-disposal.ts'
import { certificatesOf } from './sample-certificates.ts'
import { textInPdf } from './text-in-pdf.ts'

type Input = Parameters<typeof typesetCertificate>[0]

const pagesOf = async (of: Input) =>
  (await textInPdf(typesetCertificate(of).pdf))
    .split('\f')
    .map((text) => text.replaceAll(/\s+/g, ' '))
const wordsOf = async (of: Input) => (await pagesOf(of)).join(' ')

const { first, second } = certificatesOf(12)

describe('part 1 of a certificate of destruction', () => {
  it('says what was destroyed, how, under which rule, who approved it, and what outlives it', async () => {
    const text = await wordsOf(first)
    for (const said of [
      'Part 1 of 2 · keys and record destroyed · February 8, 2037',
      'Lindenhof Therapy Group certifies that the record of this client was destroyed',
      clientId,
      'Keys destroyed February 8, 2037, 3:30 AM PST',
      'NIST SP 800-88 Rev. 1 cryptographic erase',
      'The practice keeps a record for 10 whole years after the year of the last service.',
      'from January 1, 2037 on',
      'Margarethe Østergård, RHIA · January 6, 2037, 9:12 AM PST',
      'Daniel Okonkwo-Castellanos · January 8, 2037, 2:03 PM PST',
      'Last backup of the keys lapses March 15, 2037, 4:30 AM PDT',
      'until February 8, 2043 at the latest',
      'what became of my record?',
      'helps nobody to confirm what was written',
      `${first.certificate.chainHead.seq}, the last of them client_destroyed`,
      first.certificate.chainHead.hash,
      `P#${first.certificate.practice.practiceId}#C#${clientId}`,
      'shows the document is unchanged since it was made',
    ])
      expect(text).toContain(said)
  })

  it('lists the commitment of every note and addendum, by its place in the chain', async () => {
    const text = await wordsOf(first)
    const written = first.events.filter(({ commitment }) => commitment)
    expect(written).toHaveLength(15)
    for (const { seq, at, type, about, commitment } of written) {
      const what = type === 'note_signed' ? 'Note signed' : 'Addendum signed'
      const note = about['noteId']?.split('.')[1]
      expect(text).toContain(`${seq} ${at.slice(0, 10)} ${what} ${note} ${commitment}`)
    }
    expect(text).not.toContain('No note was ever signed')
  })

  it('says so where no note was ever signed', async () => {
    expect(await wordsOf(certificatesOf(0).first)).toContain('No note was ever signed')
  })

  it('names a group’s shared words among what outlives, where there was a group', async () => {
    const group = { ...(first.events[0] as Input['events'][0]), type: 'group_planned' as const }
    const said = 'shared: it is kept for the whole group'
    expect(await wordsOf({ ...first, events: [...first.events, group] })).toContain(said)
    expect(await wordsOf(first)).not.toContain(said)
  })

  it('lets the table run over pages, its head on each of them, and loses no row', async () => {
    const long = certificatesOf(400).first
    const pages = await pagesOf(long)
    expect(pages.length).toBeGreaterThan(8)
    const [, ...others] = pages
    for (const [i, text] of pages.entries()) {
      expect(text).toContain(`Page ${i + 1} of ${pages.length}`)
      expect(text).toContain(`Document ${certificateIdOf(clientId, 1)}`)
      expect(text).toContain('no health information')
    }
    const withRows = others.filter((text) => text.includes('Note signed'))
    for (const text of withRows) expect(text).toContain('No. Day Event Note Commitment')
    const all = pages.join(' ')
    for (const { commitment } of long.events) expect(all).toContain(commitment ?? '')
  })

  it('is tagged, the table with heads for its columns', async () => {
    const { pdf } = typesetCertificate(first)
    const document = await PDFDocument.load(pdf, { updateMetadata: false })
    expect(document.catalog.lookup(PDFName.of('MarkInfo'), PDFDict).toString()).toContain(
      '/Marked true',
    )
    expect(document.getTitle()).toBe('Certificate of destruction, part 1, February 8, 2037')
    const count = new Map<string, number>()
    for (const [, object] of document.context.enumerateIndirectObjects()) {
      const tag = object instanceof PDFDict && object.get(PDFName.of('S'))?.toString()
      if (tag) count.set(tag, (count.get(tag) ?? 0) + 1)
    }
    expect(count.get('/Table')).toBe(1)
    expect(count.get('/TH')).toBe(5)
    expect(count.get('/TD')).toBe(15 * 5)
    expect(count.get('/L')).toBe(1)
    const xmp = Buffer.from(pdf).toString('latin1')
    expect(xmp).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>')
  })
})

describe('part 2', () => {
  it('names part 1, says that it is over, and repeats no commitment', async () => {
    const pages = await pagesOf(second)
    expect(pages).toHaveLength(1)
    const text = pages.join(' ')
    expect(text).toContain('Part 2 of 2 · last backup of the keys lapsed · March 16, 2037 Complete')
    expect(text).toContain(`Document ${certificateIdOf(clientId, 1)}`)
    expect(text).toContain('The destruction that part 1 certifies is over')
    expect(text).toContain(second.certificate.chainHead.hash)
    expect(text).not.toContain('Commitments of the notes')
  })
})

describe('either part', () => {
  it.each([
    ['part 1', first],
    ['part 2', second],
  ])('is the same bytes every time: %s', (_name, of) => {
    const once = typesetCertificate(of)
    const again = typesetCertificate(structuredClone(of))
    expect(Buffer.from(once.pdf).equals(again.pdf)).toBe(true)
    expect(again.manifest).toEqual(once.manifest)
  })

  it('names its sources: what is certified, and the closed chain', () => {
    const { manifest } = typesetCertificate(first)
    expect(manifest.document.kind).toBe('certificate-of-destruction')
    expect(manifest.sources).toMatchObject([
      { form: 'noteseal/certificate/1', clientId, part: 1 },
      { form: 'noteseal/chain/1', ledger: first.certificate.chainHead },
    ])
    const { manifest: other } = typesetCertificate({
      ...first,
      certificate: { ...first.certificate, lastServiceYear: 2025 },
    })
    expect(other.sources[0]).not.toEqual(manifest.sources[0])
    expect(JSON.stringify(manifest)).not.toMatch(/Lindenhof|Margarethe/)
  })

  it('fits A4, its seal on the last page', () => {
    for (const of of Object.values(certificatesOf(60, { paper: 'a4' }))) {
      const { signatureBox: box, pages } = typesetCertificate(of)
      expect(box.page).toBe(pages)
      expect(box.x + box.width).toBeLessThan(595)
      expect(box.y).toBeGreaterThan(60)
    }
  })

  it('takes names of any kind, and reads none as markup', async () => {
    const name = '#panic("x") $x$ *b* 😀 \u202e'
    const [one, two] = first.certificate.approvals
    const text = await wordsOf({
      ...first,
      certificate: {
        ...first.certificate,
        practice: { ...first.certificate.practice, name, address: [name] },
        approvals: [{ ...one, name, credentials: name }, two],
      },
    })
    expect(text.split('#panic("x")').length).toBeGreaterThan(4)
    expect(text).toContain(approvers[1].name)
  })
})
