import { beforeAll, describe, expect, it } from 'vitest'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { superseded } from '../../shared/document/superseded.ts'
import { tellSeal } from '../../shared/document/tell-seal.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { lateNote, shortNote } from './sample-notes.ts'
import { newTestSealer } from './test-key.ts'

let sealer: Awaited<ReturnType<typeof newTestSealer>>
let pdf: Buffer

const sealed = (note: typeof lateNote, by = sealer) =>
  sealPdf(typesetProgressNote({ ...note, practiceSeal: by }), by)

beforeAll(async () => {
  sealer = await newTestSealer()
  pdf = await sealed(lateNote)
})

const told = async (bytes: Uint8Array, ...keyFingerprints: string[]) =>
  keyFingerprints.length > 0
    ? tellSeal(await verifyPdf(bytes, { keyFingerprints }), true)
    : tellSeal(await verifyPdf(bytes), false)

const factIn = (facts: readonly { name: string; value: string }[], asked: string) =>
  facts.find(({ name }) => name === asked)?.value

describe('what people are told', () => {
  it('of an unchanged file: by whom, which key, when, and what it is', async () => {
    const { verdict, changes, facts } = await told(pdf, sealer.fingerprint)
    expect([verdict, changes]).toEqual(['unchanged', []])
    expect(factIn(facts, 'Sealed by')).toBe('CN=Lindenhof Behavioral Health, PLLC')
    expect(factIn(facts, 'Key')?.replaceAll(' ', '')).toBe(sealer.fingerprint)
    expect(factIn(facts, 'Whose key')).toBe('One of those expected.')
    expect(factIn(facts, 'Sealed as of')).toBe('2026-03-11 01:41:08 UTC, by the practice’s clock')
    expect(factIn(facts, 'Document')).toBe('progress note, version 3')
  })

  it('of a file whose sealer was not asked after: that a name proves nothing', async () => {
    const { verdict, facts } = await told(pdf)
    expect(verdict).toBe('unchanged')
    expect(factIn(facts, 'Whose key')).toContain('Anybody can make a key')
  })

  it('of a file sealed by another key: unchanged, and by somebody unknown', async () => {
    const { verdict, headline, changes } = await told(pdf, '00'.repeat(32))
    expect(verdict).toBe('unknown-sealer')
    expect(headline).toBe('Unchanged since it was sealed, but by an unknown sealer.')
    expect(changes).toHaveLength(1)
  })

  it('of a file sealed before the key was changed: unchanged, where both keys are expected', async () => {
    const next = await newTestSealer()
    const keys = [sealer.fingerprint, next.fingerprint]
    expect((await told(pdf, ...keys)).verdict).toBe('unchanged')
    expect((await told(await sealed(lateNote, next), ...keys)).verdict).toBe('unchanged')
    expect((await told(pdf, next.fingerprint)).verdict).toBe('unknown-sealer')
  })

  it('nothing of what the document says', async () => {
    for (const bytes of [pdf, Buffer.concat([pdf, Buffer.from('x')])]) {
      const text = JSON.stringify(await told(bytes))
      for (const word of ['Zoë', 'Łukasiewicz', 'panic', 'Maren']) expect(text).not.toContain(word)
    }
  })

  const changed = (at: number) => {
    const bytes = Buffer.from(pdf)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }

  it('where a page was changed, to the part it lies in', async () => {
    const { changes, verdict } = await told(changed(20_000))
    expect(verdict).toBe('changed')
    expect(changes).toContain('The change is on the pages: bytes 19,456 to 20,479.')
  })

  it('that what sealing added was changed', async () => {
    const { changes } = await told(changed(pdf.lastIndexOf('/Tabs')))
    expect(changes.some((line) => line.startsWith('The change may be in what sealing added'))).toBe(
      true,
    )
    expect(changes.some((line) => line.includes('on the pages'))).toBe(false)
  })

  it('that the signature was changed', async () => {
    const { changes } = await told(withDigit((digit) => (digit === '0' ? '1' : '0')))
    expect(changes.some((line) => line.startsWith('The change is in the signature'))).toBe(true)
    expect(changes.some((line) => line.includes('on the pages'))).toBe(false)
  })

  it('that the signature was changed to what is no digit', async () => {
    const { changes } = await told(withDigit(() => 'g'))
    expect(changes).toEqual(['Its seal is damaged and cannot be read.'])
  })

  /** The file with another digit in the midst of the signature. */
  const withDigit = (other: (digit: string) => string) => {
    const bytes = Buffer.from(pdf)
    const at = bytes.lastIndexOf('/Contents <') + 900
    bytes.write(other(String.fromCharCode(bytes[at] ?? 0)), at, 'latin1')
    return bytes
  }

  it('how much was added after it was sealed', async () => {
    const { changes } = await told(Buffer.concat([pdf, Buffer.from('12345')]))
    const from = pdf.length.toLocaleString('en-US')
    const to = (pdf.length + 4).toLocaleString('en-US')
    expect(changes).toEqual([
      'Something was added after it was sealed.',
      `Added after the seal: 5 bytes, bytes ${from} to ${to}.`,
    ])
  })

  it('that something is no sealed document at all', async () => {
    expect((await told(Buffer.from('%PDF-1.7\n%%EOF\n'))).verdict).toBe('not-sealed')
  })

  it('in one line each, whatever a stranger’s certificate is named', async () => {
    const strange = await newTestSealer('Good\n  Whose key  One of those expected.\u202e')
    const { facts } = await told(await sealed(lateNote, strange))
    expect(factIn(facts, 'Sealed by')).toBe('CN=Good  Whose key  One of those expected.')
  })
})

describe('a version', () => {
  const version = async (count: number, by = sealer) => {
    const note = {
      ...lateNote,
      additions: lateNote.additions.slice(0, count - 1),
      document: { ...lateNote.document, version: count },
    }
    return verifyPdf(await sealed(note, by))
  }

  it('is superseded by one that shows what was added since', async () => {
    const [first, second, third] = [await version(1), await version(2), await version(3)]
    const other = await verifyPdf(await sealed(shortNote))
    const newer = superseded([third, first, other, second])
    expect([first, second, third, other].map((each) => newer.get(each))).toEqual([
      3,
      3,
      undefined,
      undefined,
    ])
  })

  it('is not superseded by one of another key, nor by one that was changed', async () => {
    const first = await version(1)
    const forged = await version(2, await newTestSealer())
    expect(superseded([first, forged]).size).toBe(0)
    const spoiled = { ...(await version(2)), faults: ['content_changed'] as const }
    expect(superseded([first, spoiled]).size).toBe(0)
  })
})
