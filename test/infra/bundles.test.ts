import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../infra/bundle-functions.ts'
import { environment, functionNames } from '../../shared/environment.ts'

let dir: string
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'noteseal-bundles-'))
  await bundleFunctions(join(dir, 'first'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort()

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('a bundle', () => {
  it.each(functionNames)(
    'starts by itself, without AWS and without the repository: %s',
    async (name) => {
      const variables = Object.fromEntries(environment[name].map((each) => [each, 'x']))
      const script = `
      const { handler } = await import(process.argv[1])
      process.stdout.write(typeof handler)`
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', script, join(dir, 'first', name, 'index.mjs')],
        { cwd: dir, env: { ...variables, AWS_REGION: 'us-east-2' } },
      )
      expect(stdout).toBe('function')
    },
  )

  it('comes out the same wherever it is put', async () => {
    await bundleFunctions(join(dir, 'some', 'where', 'else'))
    const [here, there] = [join(dir, 'first'), join(dir, 'some', 'where', 'else')]
    expect(filesIn(there)).toEqual(filesIn(here))
    for (const file of filesIn(here))
      expect(digest(join(there, file)), file).toBe(digest(join(here, file)))
  })

  it.each(functionNames)('is of a size that Lambda takes, 250 MB unzipped: %s', (name) => {
    const folder = join(dir, 'first', name)
    const bytes = filesIn(folder).map((file) => statSync(join(folder, file)).size)
    const megabytes = bytes.reduce((sum, each) => sum + each, 0) / 2 ** 20
    expect(megabytes).toBeGreaterThan(0)
    expect(megabytes).toBeLessThan(250)
  })

  it('names its sources in a map, and holds none of them', () => {
    for (const name of functionNames) {
      const map = JSON.parse(readFileSync(join(dir, 'first', name, 'index.mjs.map'), 'utf8'))
      expect(map.sources).toContain(`../../../functions/${name}/index.ts`)
      expect(map).not.toHaveProperty('sourcesContent')
    }
  })

  it('holds the SDK’s clients it needs, and no other', () => {
    const clients = Object.fromEntries(
      functionNames.map((name) => {
        const map = readFileSync(join(dir, 'first', name, 'index.mjs.map'), 'utf8')
        const found = new Set(
          [...map.matchAll(/@aws-sdk\/client-(\w+)\//g)].map(([, each]) => each),
        )
        return [name, [...found].sort()]
      }),
    )
    expect(clients).toEqual({
      'records-api': ['dynamodb', 'kms'],
      'releases-api': ['dynamodb', 'kms'],
      'open-link': ['dynamodb', 's3'],
      'process-notes-api': ['dynamodb', 'kms'],
      'documents-api': ['dynamodb', 's3'],
      'practice-api': ['dynamodb'],
      'render-document': ['dynamodb', 'kms', 's3'],
      'flag-late-notes': ['dynamodb'],
      'enforce-retention': ['dynamodb', 's3'],
      'send-digests': ['dynamodb', 'sesv2'],
      'found-practice': ['dynamodb', 'kms'],
      'signing-certificate': ['kms'],
      'import-records': ['dynamodb', 'kms', 's3'],
      'recover-records': ['dynamodb', 's3'],
      'export-keys': ['dynamodb', 's3'],
    })
  })
})
