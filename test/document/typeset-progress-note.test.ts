import { createRequire } from 'node:module'
import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFString } from '@cantoo/pdf-lib'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FAMILIES } from '../../shared/document/families.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { NotTypeset, typeset } from '../../shared/document/typesetter.ts'
import type { SignedForm } from '../../shared/note/signed-form.ts'
import {
  EASTERN,
  easternNote,
  hebrewNote,
  lateNote,
  longNote,
  manyScripts,
  noteWith,
  part2Note,
  sampleNotes,
  shortNote,
} from './sample-notes.ts'
import { textInPdf } from './text-in-pdf.ts'

const words = async (note: typeof shortNote) =>
  (await textInPdf(typesetProgressNote(note).pdf)).replaceAll(/\s+/g, ' ')

describe('a typeset progress note', () => {
  it.each(Object.entries(sampleNotes))('is the same bytes every time: %s', (_name, note) => {
    const first = typesetProgressNote(note)
    const second = typesetProgressNote(structuredClone(note))
    expect(Buffer.from(first.pdf).equals(second.pdf)).toBe(true)
    expect(second.manifest).toEqual(first.manifest)
  })

  it('names client, birth date, service, practice, document, version and page on every page', async () => {
    const { pdf, pages } = typesetProgressNote(longNote)
    const texts = (await textInPdf(pdf)).split('\f').map((text) => text.replaceAll(/\s+/g, ' '))
    expect(pages).toBe(3)
    expect(texts).toHaveLength(3)
    for (const [i, text] of texts.entries()) {
      expect(text).toContain('Zoë Łukasiewicz')
      expect(text).toContain('born November 23, 1987')
      expect(text).toContain('service March 4, 2026')
      expect(text).toContain('Lindenhof Behavioral Health, PLLC')
      expect(text).toContain(`Document ${longNote.document.id}`)
      expect(text).toContain('Version 1')
      expect(text).toContain(`Page ${i + 1} of 3`)
      expect(text).toContain('Confidential')
    }
  })

  it('says on every page of a Part 2 program’s record what 42 CFR 2.32 permits, word for word', async () => {
    const pages = (await textInPdf(typesetProgressNote(part2Note).pdf)).split('\f')
    expect(pages).toHaveLength(3)
    for (const text of pages)
      expect(text.replaceAll(/\s+/g, ' ')).toContain(
        '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
      )
    expect(await words(longNote)).not.toContain('42 CFR')
  })

  it('says everything that was signed, and the seal’s meaning', async () => {
    const text = await words(lateNote)
    for (const said of [
      'Late note: signed 2 days 22 hours after it was due',
      'I was ill from the evening of the session on',
      '90837',
      'Panic disorder',
      'Telehealth in patient’s home',
      'She described one episode on Tuesday evening',
      'Addendum 2: correction',
      'The GAD-7 score of this session was 11, not 12.',
      'it is not the clinician’s certificate',
      'a3a3a3a3 a3a3a3a3',
    ]) {
      expect(text).toContain(said)
    }
  })

  it('names the characters it has no letters for, in their place', async () => {
    expect(await words(manyScripts)).toContain('Mood today: [U+1F600] and [')
  })

  it('breaks a long name after its hyphen, and not within a part of it', async () => {
    const name = 'Wilhelmina Konstantinopoulou-Featherstonehaugh'
    const { pdf } = typesetProgressNote(noteWith({ client: { ...shortNote.signed.client, name } }))
    expect((await textInPdf(pdf)).split('\n')).toContain('Featherstonehaugh')
  })

  it('sets Hebrew from right to left, without points, and leaves no letter out', async () => {
    const { pdf } = typesetProgressNote(hebrewNote)
    // The text comes as it lies on the page: what is read from the right ends at the left.
    const text = await textInPdf(pdf)
    for (const word of ['נועה', 'לוי', 'אני', 'מפחדת', 'שלום', 'ראשון'])
      expect(text).toContain([...word].reverse().join(''))
    expect(text).not.toContain('[U+')
  })

  it('sets Chinese, Japanese and Korean, and says which language a paragraph is in', async () => {
    const { pdf } = typesetProgressNote(easternNote)
    const spaceless = (text: string) => text.replaceAll(/\s/g, '')
    const text = spaceless(await textInPdf(pdf))
    for (const sentence of Object.values(EASTERN)) expect(text).toContain(spaceless(sentence))
    expect(text).toContain(spaceless('一 is an ideograph, [U+2E80] and [U+20000] are not'))
    const objects = (await PDFDocument.load(pdf)).context.enumerateIndirectObjects()
    const languages = objects.flatMap(([, object]) =>
      object instanceof PDFDict ? (object.lookupMaybe(PDFName.of('Lang'), PDFString) ?? []) : [],
    )
    expect(languages.map((each) => each.asString())).toEqual(
      expect.arrayContaining(['zh-CN', 'ja-JP', 'ko-KR']),
    )
  })

  it('is tagged PDF/A-2a in a stated language with a title and bookmarks', async () => {
    const { pdf } = typesetProgressNote(shortNote)
    const document = await PDFDocument.load(pdf, { updateMetadata: false })
    const { catalog } = document
    expect(catalog.lookup(PDFName.of('Lang'), PDFString).asString()).toBe('en-US')
    expect(catalog.lookup(PDFName.of('MarkInfo'), PDFDict).toString()).toContain('/Marked true')
    expect(document.getTitle()).toBe('Progress note, March 4, 2026')
    const outline = catalog.lookup(PDFName.of('Outlines'), PDFDict)
    const first = outline.lookup(PDFName.of('First'), PDFDict)
    expect(first.lookup(PDFName.of('Title'), PDFString, PDFHexString).decodeText()).toBe('Session')
    const xmp = Buffer.from(pdf).toString('latin1')
    expect(xmp).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>')
  })

  it('can be printed on A4', async () => {
    const { pdf } = typesetProgressNote({
      ...shortNote,
      document: { ...shortNote.document, paper: 'a4' },
    })
    const [page] = (await PDFDocument.load(pdf)).getPages()
    expect(page?.getSize().width).toBeCloseTo(595.28, 1)
  })

  it('places the seal inside the page that it names', () => {
    for (const note of Object.values(sampleNotes)) {
      const { signatureBox: box, pages } = typesetProgressNote(note)
      expect(box.page).toBe(pages)
      expect(box.y).toBeGreaterThan(60)
      expect(box.y + box.height).toBeLessThan(792 - 70)
      expect(box.width).toBeGreaterThan(400)
      expect(box.height).toBeGreaterThan(40)
    }
  })
})

describe('the manifest', () => {
  it('names the typesetter that is installed', () => {
    const { renderer } = typesetProgressNote(shortNote).manifest
    const { version } = z
      .object({ version: z.string() })
      .parse(createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler/package.json'))
    expect(renderer.compiler).toBe(`typst-ts-node-compiler ${version}`)
    expect(Buffer.from(typesetProgressNote(shortNote).pdf).toString('latin1')).toContain(
      `/Creator (${renderer.typesetter})`,
    )
  })
})

describe('hostile text', () => {
  const MARKUP =
    '#panic("x") #include "/etc/passwd" $x$ *b* _i_ `c` <l> @r \\u{0} // /* " \' { [ ( =='

  const everywhere = (text: string) => {
    const { signed } = shortNote
    // Half a character can be typeset, though nobody could sign it.
    const changed: SignedForm = {
      ...signed,
      practice: { ...signed.practice, name: text, address: [text], phone: text, npi: text },
      client: { ...signed.client, name: text, memberId: text, payer: text },
      session: {
        ...signed.session,
        modality: text,
        placeOfService: { code: text, label: text },
        participants: [text],
        services: [{ cpt: text, modifiers: [text], label: text, units: 1 }],
        diagnoses: [{ code: text, label: text }],
      },
      template: { key: 'x', version: 1, title: text },
      sections: [{ key: 'a', heading: text, text }],
      written: { ...signed.written, late: { reason: text, minutes: 90 } },
      signature: {
        ...signed.signature,
        statement: text,
        signInMethod: text,
        signer: { ...signed.signature.signer, name: text, credentials: text, licence: text },
      },
    }
    return { ...shortNote, signed: changed }
  }

  it('is never read as markup, in any field', async () => {
    const text = await words(everywhere(MARKUP))
    expect(text.split('#panic("x")').length).toBeGreaterThan(15)
  })

  it.each([
    ['control characters and overrides', 'a\0\x1b\u202e\u2066b'],
    ['emoji and lone surrogates', '😀\ud83d👨‍👩‍👧'],
    ['marks without end', `a${'\u0301'.repeat(500)}`],
    ['a word of 10,000 characters', 'W'.repeat(10_000)],
    ['mixed directions', 'abc اسم def שלום 123'],
    ['nothing', ''],
    ['blank lines', '\n\n\n'],
  ])('never stops a document: %s', (_what, text) => {
    expect(typesetProgressNote(everywhere(text)).pages).toBeGreaterThan(0)
  })

  it('breaks a word that is longer than the line', async () => {
    const note = noteWith({ sections: [{ key: 'a', heading: 'A', text: 'W'.repeat(3_000) }] })
    const lines = (await textInPdf(typesetProgressNote(note).pdf)).split('\n')
    const set = lines.filter((line) => /^W+$/.test(line))
    expect(set.join('').length).toBe(3_000)
    expect(Math.max(...set.map((line) => line.length))).toBeLessThan(7)
  })

  it('is quoted by no error', () => {
    const refused = () =>
      typeset(
        {
          template: '#panic(sys.inputs.data)',
          data: 'CANARY',
          families: FAMILIES,
          createdAt: new Date(0),
        },
        [],
      )
    expect(refused).toThrow(NotTypeset)
    try {
      refused()
    } catch (error) {
      expect(error instanceof Error && `${error.stack} ${error.cause}`).not.toContain('CANARY')
    }
  })
})
