import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { readCertificate } from '../../shared/document/certificate.ts'
import { SIGNATURE_ROOM, sealPdf } from '../../shared/document/seal-pdf.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { easternNote as eastern, lateNote } from './sample-notes.ts'
import { newTestSealer } from './test-key.ts'
import { fileOf, type Spoiling, VECTORS } from './vectors.ts'

/**
 * Writes the frozen vectors of the document format anew, under a key that is then forgotten: run by
 * hand, and only when the format or the template changes with its specification.
 */
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const sealer = await newTestSealer()
const note = { ...lateNote, practiceSeal: { fingerprint: sealer.fingerprint } }
const easternNote = { ...eastern, practiceSeal: note.practiceSeal }
const typeset = typesetProgressNote(note)
const pdf = await sealPdf(typeset, sealer)
const digits = pdf.lastIndexOf('/Contents <') + '/Contents <'.length
const end = digits + SIGNATURE_ROOM * 2
const cmsEnd = digits + pdf.toString('latin1', digits, end).replace(/0+$/, '').length
const byteRange = pdf.lastIndexOf('/ByteRange [')
const date = pdf.lastIndexOf('/M (D:')
const letter = digits + pdf.toString('latin1', digits, end).search(/[a-f]/)

const text = (words: string) => Buffer.from(words, 'latin1').toString('hex')
const edit = (name: string, at: number, words: string): Spoiling => ({
  name,
  edits: [{ at, hex: text(words) }],
})
const other = (at: number) => (pdf[at] === 0x61 ? 'b' : 'a')
const upper = String.fromCharCode(pdf[letter] ?? 0).toUpperCase()

const cases: Spoiling[] = [
  { name: 'as sealed' },
  edit('a byte of a font changed', 9_000, other(9_000)),
  edit('the year of sealing changed', date + 6, '1'),
  edit('the signature in upper case', letter, upper),
  edit('the last byte of the padding changed', end - 1, '1'),
  edit('the last digit of the signature changed', cmsEnd - 1, pdf[cmsEnd - 1] === 0x31 ? '2' : '1'),
  edit('the outer tag of the signature changed', digits, '31'),
  edit('the byte range begins later', byteRange + '/ByteRange ['.length, '1'),
  edit('the kind of the signature changed', pdf.lastIndexOf('/ETSI.CAdES'), '/ETSI.XAdES'),
  edit('the tag of the padding’s beginning set', cmsEnd + (cmsEnd % 2), '04'),
  edit('the end of the file overwritten', pdf.length - 2, ' '),
  edit(
    'a part’s hash changed',
    pdf.lastIndexOf('"sha256":["', pdf.indexOf('</noteseal:Parts>')) + 11,
    'g',
  ),
  edit('a manifest’s version changed', pdf.lastIndexOf('"version":3') + 10, '4'),
  {
    name: 'a second seal added',

    append: pdf.subarray(typeset.pdf.length).toString('hex'),
  },
  { name: 'a byte put before everything', prepend: '0a' },
  { name: 'a line added at the end', append: text('\n') },
  { name: 'the last byte cut off', length: pdf.length - 1 },
  { name: 'the sealing revision cut off', length: typeset.pdf.length },
  { name: 'nothing', length: 0 },
]
const judged = async (each: Spoiling) => {
  const file = fileOf(pdf, each)
  const { faults, changed } = await verifyPdf(file, { keyFingerprints: [sealer.fingerprint] })
  return { ...each, faults, changed }
}
const { certificate, sealedAt } = await verifyPdf(pdf)
const vectors = {
  keyFingerprint: sealer.fingerprint,
  certificateFingerprint: (await readCertificate(sealer.certificate)).fingerprint,
  sealedAt,
  typeset: sha256(typeset.pdf),
  eastern: sha256(typesetProgressNote(easternNote).pdf),
  sealed: sha256(pdf),
  cases: await Promise.all(cases.map(judged)),
}
if (certificate?.fingerprint !== vectors.certificateFingerprint) throw new Error('not our seal')
writeFileSync(new URL('note.json', VECTORS), `${JSON.stringify(note, null, 2)}\n`)
writeFileSync(new URL('eastern-note.json', VECTORS), `${JSON.stringify(easternNote, null, 2)}\n`)
writeFileSync(new URL('sealed.pdf', VECTORS), pdf)
writeFileSync(new URL('vectors.json', VECTORS), `${JSON.stringify(vectors, null, 2)}\n`)
for (const { name, faults } of vectors.cases) console.log(name, faults)
