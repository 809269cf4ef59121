import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { hexOf } from '../../shared/document/bytes.ts'
import { readFields } from '../../shared/document/certificate.ts'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { readTimeStampResponse, timeStampRequest } from '../../shared/document/time-stamp.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { shortNote } from './sample-notes.ts'
import { newTestAuthority } from './test-authority.ts'
import { newTestChain } from './test-chain.ts'
import { fileOf, type Spoiling, VECTORS } from './vectors.ts'

/**
 * Writes the frozen vectors of a seal with a chain of certificates and a time-stamp anew, under keys
 * that are then forgotten: run by hand, and only when the format changes with its specification.
 */
const chain = await newTestChain()
const authority = await newTestAuthority()
const stampTime = async (signature: Uint8Array) => {
  const nonce = randomBytes(16)
  const response = await authority.answer(await timeStampRequest(signature, nonce))
  return readTimeStampResponse(response, signature, nonce)
}
const typeset = typesetProgressNote({ ...shortNote, practiceSeal: chain })
const pdf = await sealPdf(typeset, { ...chain, stampTime })

const letters = pdf.toString('latin1')
const from = letters.lastIndexOf('/Contents <')
/** Where the digits of some bytes of the signature lie. */
const placeOf = (bytes: string) => {
  const at = letters.indexOf(bytes, from)
  if (at < 0) throw new Error(`not in the signature: ${bytes}`)
  return at
}
const edit = (name: string, at: number): Spoiling => ({
  name,
  edits: [{ at, hex: pdf[at] === 0x30 ? '31' : '30' }],
})
const inside = (pem: string, offset: number) => placeOf(hexOf(readFields(pem).der)) + offset * 2
const { intermediatePem, rootPem } = chain.parts
const genTime = placeOf(Buffer.from('20260311014200Z').toString('hex'))
const attribute = placeOf('060b2a864886f70d010910020e')

const cases: Spoiling[] = [
  { name: 'as sealed' },
  edit(
    'a byte of the intermediate certificate’s serial number changed',
    inside(intermediatePem, 16),
  ),
  edit(
    'the last byte of the intermediate certificate changed',
    inside(intermediatePem, readFields(intermediatePem).der.length - 1),
  ),
  edit(
    'a byte of the root certificate’s signature changed',
    inside(rootPem, readFields(rootPem).der.length - 9),
  ),
  edit('the minute of the time-stamp changed', genTime + 23),
  edit(
    'a byte of the certificate of who issued the authority’s changed',
    inside(authority.rootPem, 400),
  ),
  edit('the kind of the unsigned attribute changed', attribute + 25),
  edit(
    'the last digit of the time-stamp’s signature changed',
    from + 11 + letters.slice(from + 11, letters.indexOf('>', from)).replace(/0+$/, '').length - 1,
  ),
]
const judged = async (each: Spoiling) => {
  const { faults, changed } = await verifyPdf(fileOf(pdf, each))
  return { ...each, faults, changed }
}
const { certificate, timeStamp } = await verifyPdf(pdf)
const vectors = {
  keyFingerprint: certificate?.keyFingerprint,
  timeStampedAt: timeStamp?.at,
  authorityKeyFingerprint: timeStamp?.authority.keyFingerprint,
  cases: await Promise.all(cases.map(judged)),
}
writeFileSync(new URL('stamped.pdf', VECTORS), pdf)
writeFileSync(new URL('stamped.json', VECTORS), `${JSON.stringify(vectors, null, 2)}\n`)
for (const { name, faults } of vectors.cases) console.log(name, faults)
