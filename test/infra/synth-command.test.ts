import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { stageNamed } from '../../infra/stages.ts'

const dir = mkdtempSync(join(tmpdir(), 'noteseal-synth-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const command = fileURLToPath(new URL('../../infra/synth.ts', import.meta.url))
const synth = (...words: string[]) =>
  promisify(execFile)(process.execPath, [command, ...words], {
    // No account, no region, no credentials: nothing here may ask AWS anything.
    env: { PATH: process.env['PATH'] },
  })

it('makes every stack of a stage without an account, and says which', async () => {
  const out = join(dir, 'cdk.out')
  const { stdout } = await synth('--stage', 'dev', '--out', out)
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/cdk\.out: made and checked in \d+\.\d s$/),
    '  noteseal-dev-app',
    '  noteseal-dev-data',
    '  noteseal-dev-identity',
    '  noteseal-dev-keys',
    '',
  ])
}, 120_000)

it('refuses a stage that there is not, by name', async () => {
  await expect(synth('--stage', 'test', '--out', dir)).rejects.toThrow(
    "No stage 'test': one of local, dev, prod",
  )
  expect(() => stageNamed('constructor')).toThrow("No stage 'constructor'")
})
