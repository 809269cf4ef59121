import { writeFileSync } from 'node:fs'
import { readRevocationList } from '../../shared/document/revocation-list.ts'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import type { ValidationData } from '../../shared/document/validation-data.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { shortNote } from './sample-notes.ts'
import { newTestRevocation } from './test-validation.ts'
import { fileOf, type Spoiling, VECTORS } from './vectors.ts'

/**
 * Writes the frozen vectors of a seal that keeps what shows that no certificate was revoked anew,
 * under keys that are then forgotten: run by hand, and only when the format changes with its
 * specification.
 */
const { chain, data, listOf, stampTime } = await newTestRevocation()
const typeset = typesetProgressNote({ ...shortNote, practiceSeal: chain })
const sealedWith = (given: ValidationData) => {
  const validation = { known: async () => given, of: async () => given }
  return sealPdf(typeset, { ...chain, stampTime, validation })
}
const pdf = await sealedWith(data)

const letters = pdf.toString('latin1')
const placeOf = (mark: string, offset = 0) => {
  const at = letters.lastIndexOf(mark)
  if (at < 0) throw new Error(`not in the file: ${mark}`)
  return at + offset
}
const edit = (name: string, at: number): Spoiling => ({
  name,
  edits: [{ at, hex: pdf[at] === 0x30 ? '31' : '30' }],
})
/** Where a stream's digits begin, of those that are in the store by their order. */
const streamAt = (which: number) =>
  [...letters.matchAll(/\/ASCIIHexDecode \/Length \d+ >>\nstream\n/g)]
    .map(({ index, 0: head }) => index + head.length)
    .at(which) ?? Number.NaN
const certificates = data.certificates.length

const cases: Spoiling[] = [
  { name: 'as sealed' },
  edit('a digit of a certificate that is kept changed', streamAt(0) + 300),
  edit('a digit of when a list was issued changed', streamAt(certificates) + 121),
  edit('the last digit of a list’s signature changed', placeOf('>\nendstream', -1)),
  edit('the place of the store changed', placeOf('/DSS ', 5)),
  edit('a list is named twice, another no more', placeOf('/CRLs [', 7)),
  edit('the store is hidden', placeOf('/DSS ', 1)),
  { name: 'a list added after the seal', append: Buffer.from('%%EOF\n').toString('hex') },
]
const judged = async (each: Spoiling) => {
  const { faults, changed } = await verifyPdf(fileOf(pdf, each))
  return { ...each, faults, changed }
}
const list = async (bytes: Promise<Uint8Array>) => readRevocationList(await bytes)
const [root, documents, time] = data.lists
if (!root || !documents || !time) throw new Error('three lists')
const unproven: Record<string, ValidationData> = {
  'lasting-list-missing.pdf': { ...data, lists: [root, documents] },
  'lasting-revoked.pdf': {
    ...data,
    lists: [root, await list(listOf.intermediate({ revoked: [7] })), time],
  },
}
const files = await Promise.all(
  Object.entries(unproven).map(async ([file, given]) => {
    const bytes = await sealedWith(given)
    writeFileSync(new URL(file, VECTORS), bytes)
    return { file, faults: (await verifyPdf(bytes)).validation?.faults }
  }),
)
const { certificate, timeStamp, validation } = await verifyPdf(pdf)
const vectors = {
  keyFingerprint: certificate?.keyFingerprint,
  timeStampedAt: timeStamp?.at,
  authorityKeyFingerprint: timeStamp?.authority.keyFingerprint,
  validation,
  cases: await Promise.all(cases.map(judged)),
  unproven: files,
}
writeFileSync(new URL('lasting.pdf', VECTORS), pdf)
writeFileSync(new URL('lasting.json', VECTORS), `${JSON.stringify(vectors, null, 2)}\n`)
for (const { name, faults } of vectors.cases) console.log(name, faults)
console.log(files)
