import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificateRequest } from '../../shared/document/certificate-request.ts'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { readTimeStampResponse, timeStampRequest } from '../../shared/document/time-stamp.ts'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { readSeal, verifyPdf } from '../../shared/document/verify-pdf.ts'
import { certificatesOf } from '../document/sample-certificates.ts'
import { type Sample, sampleDocuments } from '../document/sample-documents.ts'
import { ARABIC, EASTERN, lateNote } from '../document/sample-notes.ts'
import { newTestChain } from '../document/test-chain.ts'
import { newTestKey, newTestSealer } from '../document/test-key.ts'
import { judge } from './judge.ts'

const longCertificate = certificatesOf(2_000).first
const samples: Record<string, Sample> = {
  ...sampleDocuments,
  'certificate of 2,000 notes': (fingerprint) =>
    typesetCertificate({ ...longCertificate, practiceSeal: { fingerprint } }),
}

let dir: string
const papers = new Map<string, string>()
const fileOf = (name: string) => join(dir, `${name}.pdf`)

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-judges-'))
  const sealer = await newTestSealer()
  await writeFile(join(dir, 'certificate.pem'), sealer.certificate)
  for (const [name, sample] of Object.entries(samples)) {
    const typeset = sample(sealer.fingerprint)
    papers.set(name, typeset.manifest.document.paper)
    await writeFile(fileOf(name), await sealPdf(typeset, sealer))
  }
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** Bidi marks that pdftotext adds around text that runs from right to left. */
const MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const SIZES: Record<string, RegExp> = {
  'us-letter': /Page size: +612 x 792 pts \(letter\)/,
  a4: /Page size: +595\.\d+ x 841\.\d+ pts \(A4\)/,
}

describe.each(Object.keys(samples))('the sealed %s', (name) => {
  it('has a valid signature over all of it, says pdfsig', async () => {
    const { output } = await judge('pdfsig', '-nocert', fileOf(name))
    expect(output).toContain('Signature is Valid')
    expect(output).toContain('Total document signed')
    expect(output).toContain('ETSI.CAdES.detached')
  })

  it('has a valid CAdES signature, says openssl', async () => {
    const seal = readSeal(await readFile(fileOf(name)))
    if (typeof seal === 'string') throw new Error(seal)
    const [cms, content] = [join(dir, `${name}.cms`), join(dir, `${name}.content`)]
    await writeFile(cms, seal.cms)
    await writeFile(content, Buffer.concat([seal.before, seal.after]))
    const verdict = await judge(
      'openssl',
      ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms],
      ...['-content', content, '-CAfile', join(dir, 'certificate.pem')],
      ...['-purpose', 'any', '-out', '/dev/null'],
    )
    expect(verdict.output).toMatch(/Verification successful/)
    expect(verdict.code).toBe(0)
  })

  it('is well formed, says qpdf', async () => {
    const { code, output } = await judge('qpdf', '--check', fileOf(name))
    expect(output).toContain('No syntax or stream encoding errors found')
    expect(code).toBe(0)
  })

  it('is tagged, titled and of its paper’s size, says pdfinfo', async () => {
    const { output } = await judge('pdfinfo', fileOf(name))
    expect(output).toMatch(/Title: +\S/)
    expect(output).toMatch(/Tagged: +yes/)
    expect(output).toMatch(/JavaScript: +no/)
    expect(output).toMatch(SIZES[papers.get(name) ?? ''] ?? 'no such paper')
  })

  it('embeds every font, with its characters, says pdffonts', async () => {
    const { output } = await judge('pdffonts', fileOf(name))
    const fonts = output.split('\n').filter((line) => /(SourceSans3|Amiri|NotoSans)/.test(line))
    expect(fonts.length).toBeGreaterThan(1)
    expect(output.trim().split('\n')).toHaveLength(fonts.length + 2)
    for (const font of fonts) expect(font).toMatch(/Identity-H +yes yes yes/)
  })
})

describe('a document’s text, copied out', () => {
  /** As a reader would select it; with `-layout` line by line, across the columns of a table. */
  const textOf = async (name: string, ...how: '-layout'[]) => {
    const { output } = await judge('pdftotext', ...how, '-enc', 'UTF-8', fileOf(name), '-')
    return output.replaceAll(MARKS, '').replaceAll(/\s+/g, ' ')
  }

  it('has Polish, Greek, Cyrillic and Vietnamese as written', async () => {
    const text = await textOf('note in many scripts')
    expect(text).toContain('Łukasiewicz')
    expect(text).toContain('Zażółć gęślą jaźń')
    expect(text).toContain('Η αναπνοή με βοηθά')
    expect(text).toContain('Дихання мені допомагає')
    expect(text).toContain('Ngô Thị Hương, người bạn đời')
  })

  it('has an Arabic quotation as written', async () => {
    const words = ARABIC.replaceAll(/[«».]/g, '')
    expect(await textOf('note in many scripts')).toContain(words)
  })

  it.each(Object.entries(EASTERN))('has %s as written', async (_language, sentence) => {
    const spaceless = (text: string) => text.replaceAll(' ', '')
    const text = await textOf('note in Chinese, Japanese and Korean')
    expect(spaceless(text)).toContain(spaceless(sentence))
  })

  it('has every commitment of 2,000 notes, each with its note', async () => {
    const text = await textOf('certificate of 2,000 notes', '-layout')
    const { events } = longCertificate
    const rows = events.flatMap(({ about, commitment }) =>
      commitment ? [`${about['noteId']?.split('.')[1]} ${commitment}`] : [],
    )
    expect(rows).toHaveLength(2_500)
    expect(rows.filter((row) => !text.includes(row))).toEqual([])
  })

  it('has what a late note and its addenda say', async () => {
    const text = await textOf('late note with addenda')
    const added = lateNote.additions.flatMap((each) => ('text' in each ? [each.text] : []))
    expect(added).toHaveLength(2)
    for (const words of added) {
      for (const line of words.split('\n\n')) expect(text).toContain(line)
    }
  })
})

it('a document sealed under certificates that others issued has a valid signature, trusted by their root', async () => {
  const chain = await newTestChain()
  const pdf = await sealPdf(typesetProgressNote({ ...lateNote, practiceSeal: chain }), chain)
  const seal = readSeal(pdf)
  if (typeof seal === 'string') throw new Error(seal)
  await writeFile(fileOf('issued'), pdf)
  const pdfsig = await judge('pdfsig', '-nocert', fileOf('issued'))
  expect(pdfsig.output).toContain('Signature is Valid')
  const [cms, content, root] = ['cms', 'content', 'root'].map((name) => join(dir, `issued.${name}`))
  if (!cms || !content || !root) throw new Error('no names')
  await writeFile(cms, seal.cms)
  await writeFile(content, Buffer.concat([seal.before, seal.after]))
  await writeFile(root, chain.parts.rootPem)
  const openssl = await judge(
    'openssl',
    ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms, '-content', content],
    ...['-CAfile', root, '-purpose', 'any', '-out', '/dev/null'],
  )
  expect(openssl.output).toMatch(/Verification successful/)
})

it('a document time-stamped by openssl’s authority has a valid signature and time-stamp', async () => {
  const at = (name: string) => join(dir, `tsa-${name}`)
  const openssl = async (...args: string[]) => {
    const { code, output } = await judge('openssl', ...args)
    if (code !== 0) throw new Error(output)
  }
  await writeFile(
    at('conf'),
    [
      '[tsa]',
      `serial = ${at('serial')}`,
      `signer_cert = ${at('cert.pem')}`,
      `signer_key = ${at('key.pem')}`,
      `certs = ${at('ca.pem')}`,
      'default_policy = 1.2.3.4.1',
      'digests = sha256',
      'signer_digest = sha256',
      'ess_cert_id_chain = no',
      'ess_cert_id_alg = sha256',
      '[usage]',
      'extendedKeyUsage = critical,timeStamping',
      'keyUsage = critical,digitalSignature',
    ].join('\n'),
  )
  await writeFile(at('serial'), '01')
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', at('ca-key.pem'), '-out', at('ca.pem')],
    ...['-subj', '/CN=Time Root', '-days', '30'],
  )
  await openssl(
    ...['req', ...newKey, '-keyout', at('key.pem'), '-out', at('req.pem')],
    ...['-subj', '/CN=Time Authority'],
  )
  await openssl(
    ...['x509', '-req', '-in', at('req.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca-key.pem')],
    ...['-CAcreateserial', '-out', at('cert.pem'), '-days', '30'],
    ...['-extfile', at('conf'), '-extensions', 'usage'],
  )
  const sealer = await newTestSealer()
  let stampedSignature: Uint8Array = new Uint8Array()
  let token: Uint8Array = new Uint8Array()
  const stampTime = async (signature: Uint8Array) => {
    const nonce = Buffer.from('0102030405060708', 'hex')
    await writeFile(at('query'), await timeStampRequest(signature, nonce))
    await openssl(
      ...['ts', '-reply', '-config', at('conf'), '-section', 'tsa'],
      ...['-queryfile', at('query'), '-out', at('reply')],
    )
    stampedSignature = signature
    token = await readTimeStampResponse(await readFile(at('reply')), signature, nonce)
    return token
  }
  const typeset = typesetProgressNote({ ...lateNote, practiceSeal: sealer })
  const pdf = await sealPdf(typeset, { ...sealer, stampTime })
  const { faults, timeStamp } = await verifyPdf(pdf)
  expect(faults).toEqual([])
  expect(timeStamp?.authority.subjectName).toBe('CN=Time Authority')
  await writeFile(fileOf('stamped'), pdf)
  const pdfsig = await judge('pdfsig', '-nocert', fileOf('stamped'))
  expect(pdfsig.output).toContain('Signature is Valid')
  expect(pdfsig.output).toContain('Total document signed')
  // As it stands in the document, in its one encoding.
  await writeFile(at('token'), token)
  await writeFile(at('signature'), stampedSignature)
  const verdict = await judge(
    'openssl',
    ...['ts', '-verify', '-token_in', '-in', at('token'), '-data', at('signature')],
    ...['-CAfile', at('ca.pem')],
  )
  expect(verdict.output).toContain('Verification: OK')
})

it('a certificate request is valid, says openssl', async () => {
  const key = newTestKey()
  const subject = { commonName: 'Lindenhof', organization: 'Lindenhof, PLLC', country: 'US' }
  const file = join(dir, 'request.pem')
  await writeFile(file, await certificateRequest(subject, key.publicKey, key.sign))
  const { output } = await judge('openssl', 'req', '-verify', '-noout', '-text', '-in', file)
  expect(output).toMatch(/verify OK/)
  expect(output).toContain('C = US, O = "Lindenhof, PLLC", CN = Lindenhof')
  expect(output).toContain('Digital Signature, Non Repudiation')
})

it('a changed byte is found out by pdfsig', async () => {
  const bytes = await readFile(fileOf('short note'))
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 1
  await writeFile(fileOf('changed'), bytes)
  const { output } = await judge('pdfsig', '-nocert', fileOf('changed'))
  expect(output).toContain('Digest Mismatch')
})
