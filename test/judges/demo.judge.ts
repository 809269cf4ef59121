import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkCaseload } from '../../infra/local/demo/caseload/check-caseload.ts'
import { demonstrate, type Summary } from '../../infra/local/demo/demonstration.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { readSeal, verifyPdf } from '../../shared/document/verify-pdf.ts'
import { judge } from './judge.ts'

const out = mkdtempSync(join(tmpdir(), 'noteseal-judged-demo-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const example = new URL('../../docs/caseload.example.json', import.meta.url)
let summary: Summary
let files: string[]

beforeAll(async () => {
  summary = await demonstrate({
    out,
    assembly: await prepareAssembly(),
    caseload: checkCaseload(JSON.parse(readFileSync(example, 'utf8')), new Date().toISOString()),
    report: () => {},
  })
  files = summary.documents.map(({ path }) => join(out, path))
})

it('the demonstration went through and made its documents', () => {
  expect(summary.failed).toBeUndefined()
  expect(files.length).toBe(16)
})

it('every document has a valid signature over all of it, say pdfsig and openssl', async () => {
  for (const file of files) {
    const { output } = await judge('pdfsig', '-nocert', file)
    expect(output).toContain('Signature is Valid')
    expect(output).toContain('Total document signed')
    expect((await opensslOn(file)).output).toMatch(/Verification successful/)
  }
})

it('qpdf finds nothing to say against any document', async () => {
  for (const file of files) {
    const { code, output } = await judge('qpdf', '--check', file)
    expect(output).toContain('No syntax or stream encoding errors found')
    expect(code).toBe(0)
  }
})

it('the text comes back, with Łukasiewicz and the Arabic quotation', async () => {
  const texts = await Promise.all(
    files.map(async (file) => (await judge('pdftotext', '-enc', 'UTF-8', file, '-')).output),
  )
  const text = texts.join('\n').replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
  expect(text).toContain('Tomasz Łukasiewicz')
  expect(text).toContain('Ida Sørensen')
  for (const word of ['الصبر', 'مفتاح', 'الفرج']) expect(text).toContain(word)
})

it('one flipped byte anywhere in what is signed fails', async () => {
  const [file = ''] = files
  const original = readFileSync(file)
  for (const at of [20, 4_000, original.length >> 1, original.length - 20]) {
    const changed = Buffer.from(original)
    changed[at] = (changed[at] ?? 0) ^ 1
    const path = join(out, `flipped-${at}.pdf`)
    writeFileSync(path, changed)
    const { output } = await judge('pdfsig', '-nocert', path)
    expect(output).not.toMatch(
      /Signature is Valid[\s\S]*Total document signed|Total document signed[\s\S]*Signature is Valid/,
    )
  }
})

async function opensslOn(file: string) {
  const bytes = readFileSync(file)
  const seal = readSeal(bytes)
  if (typeof seal === 'string') throw new Error(seal)
  const { certificate } = await verifyPdf(bytes)
  const [cms, content, trusted] = [`${file}.cms`, `${file}.content`, `${file}.pem`]
  writeFileSync(cms, seal.cms)
  writeFileSync(content, Buffer.concat([seal.before, seal.after]))
  writeFileSync(trusted, new X509Certificate(certificate?.der ?? '').toString())
  return judge(
    'openssl',
    ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms],
    ...['-content', content, '-CAfile', trusted, '-purpose', 'any', '-out', '/dev/null'],
  )
}
