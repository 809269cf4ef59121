import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealPdf } from '../../../shared/document/seal-pdf.ts'
import { typesetProgressNote } from '../../../shared/document/typeset-progress-note.ts'
import { lateNote } from '../../document/sample-notes.ts'
import { newTestSealer } from '../../document/test-key.ts'
import { readVectors } from '../../document/vectors.ts'

const dir = mkdtempSync(join(tmpdir(), 'noteseal-verify-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const { keyFingerprint, pdf } = readVectors()
const fileOf = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(dir, name), bytes)
  return name
}
const whole = fileOf('whole.pdf', pdf)
const changed = fileOf('changed.pdf', Buffer.concat([pdf, Buffer.from('x')]))

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** As npm runs it: in the project's folder, told where the person stands. */
function verify(...args: readonly string[]): Promise<{ code: number; said: string }> {
  const command = [join(root, 'infra/verify.ts'), ...args]
  const env = { ...process.env, INIT_CWD: dir }
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
    )
  })
}

it.each<[string, readonly string[], number, string]>([
  ['a whole file', [whole], 0, 'whole.pdf: Unchanged since it was sealed.'],
  [
    'a whole file of a known key',
    [whole, '--fingerprint', keyFingerprint],
    0,
    'One of those expected.',
  ],
  [
    'a whole file of one of several keys, as printed',
    [
      whole,
      '--fingerprint',
      '00',
      '--fingerprint',
      keyFingerprint.toUpperCase().replaceAll(/.{8}/g, '$& '),
    ],
    0,
    'One of those expected.',
  ],
  ['a whole file of another key', [whole, '--fingerprint', '00'], 3, 'by an unknown sealer'],
  ['a changed file', [changed], 1, 'Added after the seal: 1 bytes'],
  ['a changed file among others', [whole, changed], 1, 'changed.pdf: NOT as it was sealed.'],
  ['no file', [], 2, '--fingerprint HEX'],
  ['a file that is not there', ['gone.pdf'], 2, 'gone.pdf'],
  ['an option that there is not', [whole, '--trust-me'], 2, '--trust-me'],
])('of %s', async (_what, args, code, said) => {
  const answer = await verify(...args)
  expect(answer.said).toContain(said)
  expect(answer.code).toBe(code)
})

it('answers programs', async () => {
  const { said, code } = await verify('--json', whole, changed)
  const answers = JSON.parse(said)
  expect(code).toBe(1)
  expect(answers).toMatchObject([
    { verdict: 'unchanged', faults: [], sealer: { keyFingerprint } },
    {
      verdict: 'changed',
      faults: ['bytes_outside_seal'],
      changed: [{ where: 'after-the-seal', from: pdf.length, to: pdf.length + 1 }],
    },
  ])
})

it('changes nothing about the file', () => {
  expect(readFileSync(join(dir, whole)).equals(pdf)).toBe(true)
})

describe('beside an export', () => {
  const CLIENT = lateNote.document.id.slice(0, 26)
  const documents = join(dir, 'export', 'clients', CLIENT, 'documents')

  beforeAll(async () => {
    mkdirSync(documents, { recursive: true })
    const sealer = await newTestSealer()
    const version = (count: number) =>
      sealPdf(
        typesetProgressNote({
          ...lateNote,
          additions: lateNote.additions.slice(0, count - 1),
          document: { ...lateNote.document, version: count },
          practiceSeal: sealer,
        }),
        sealer,
      )
    const [first, third] = [await version(1), await version(3)]
    fileOf('first.pdf', first)
    fileOf('third.pdf', third)
    writeFileSync(join(documents, 'a.pdf'), first)
    writeFileSync(join(documents, 'b.pdf'), third)
  })

  it('says which version supersedes a file, and that nothing does', async () => {
    const { code, said } = await verify('first.pdf', 'third.pdf', '--export', 'export')
    const [first = '', third = ''] = said.split('\n\n')
    expect(first).toContain('Superseded: version 3 shows what was added since.')
    expect(third).toContain('No version in the export shows more.')
    expect(code).toBe(0)
  })

  it('says nothing of a file that it does not hold', async () => {
    const { said } = await verify(whole, '--export', 'export')
    expect(said).not.toMatch(/Superseded|No version in the export/)
  })

  it('refuses what is no folder', async () => {
    expect((await verify(whole, '--export', whole)).code).toBe(2)
  })
})
