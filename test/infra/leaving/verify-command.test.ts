import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
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
