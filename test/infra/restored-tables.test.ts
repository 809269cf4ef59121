import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noteseal } from '../../infra/noteseal.ts'
import { stageNamed, type TableName } from '../../infra/stages.ts'
import { functionNames } from '../../shared/environment.ts'

const tables = ['Records', 'Ledger', 'Keys', 'Directory', 'Access'] as const
const others = ['Process', 'ProcessKeys', 'ProcessAccess'] as const
const names = Object.fromEntries(
  [...tables, ...others].map((name) => [name, `put-back-${name}`]),
) as Record<TableName, string>
const recordsStream =
  'arn:aws:dynamodb:us-east-2:111122223333:table/put-back-Records/stream/2026-03-01T09:00:00.000'

const dir = mkdtempSync(join(tmpdir(), 'noteseal-restored-'))
const templates = new Map<string, string>()
afterAll(() => rmSync(dir, { recursive: true, force: true }))

beforeAll(() => {
  for (const name of functionNames) {
    mkdirSync(join(dir, 'functions', name), { recursive: true })
    writeFileSync(join(dir, 'functions', name, 'index.mjs'), 'export const handler = () => {}\n')
  }
  const outdir = join(dir, 'cdk.out')
  const stage = { ...stageNamed('prod'), restored: { names, recordsStream } }
  // Checked by both packs: a finding that nobody acknowledged would throw here.
  noteseal({ stage, bundles: join(dir, 'functions'), outdir }).synth()
  for (const file of readdirSync(outdir).filter((each) => each.endsWith('.template.json')))
    templates.set(file.replace('.template.json', ''), readFileSync(join(outdir, file), 'utf8'))
}, 120_000)

describe('a stage whose tables were put back', () => {
  it('has its functions, their rights and the stream on those, and on none of its own', () => {
    const app = templates.get('noteseal-prod-app') ?? ''
    for (const name of Object.values(names)) expect(app, name).toContain(name)
    expect(app).toContain(recordsStream)
    const own =
      /ExportsOutput(Ref|FnGetAtt)(Records|Ledger|Keys|Directory|Access|Process(Keys|Access)?)[0-9A-F]{8}/
    expect(own.test(app)).toBe(false)
  })

  it('keeps its own as they are, and backs up both but for the keys', () => {
    const { Resources } = JSON.parse(templates.get('noteseal-prod-data') ?? '{}')
    const all = Object.values<{ Type: string; Properties: unknown; DeletionPolicy?: string }>(
      Resources,
    )
    const own = all.filter(({ Type }) => Type === 'AWS::DynamoDB::Table')
    expect(own).toHaveLength(8)
    expect(own.every(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toBe(true)
    const backedUp = JSON.stringify(
      all.filter(({ Type }) => Type === 'AWS::Backup::BackupSelection'),
    )
    for (const name of ['Records', 'Ledger', 'Access', 'Process', 'Directory'] as const)
      expect(backedUp).toContain(names[name])
    for (const name of ['Keys', 'ProcessKeys'] as const) expect(backedUp).not.toContain(names[name])
  })
})
