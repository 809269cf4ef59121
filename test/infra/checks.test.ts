import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shortFinding } from '../../infra/checks.ts'
import { type Synthesized, synthesized } from './synthesized.ts'

interface Finding {
  readonly acknowledgedAt: string
  readonly acknowledgedId: string
  readonly reason: string
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string
    readonly conclusion: string
    readonly violations: readonly unknown[]
    readonly suppressedViolations?: readonly Finding[]
  }[]
}

const read = ({ assembly }: Synthesized, file: string) =>
  JSON.parse(readFileSync(join(assembly, file), 'utf8'))

const reportOf = (app: Synthesized): Report => read(app, 'validation-report.json')

const letStand = (app: Synthesized) =>
  reportOf(app).pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations)

/** `path id` of everything that was acknowledged anywhere, needed or not. */
function acknowledged(app: Synthesized): string[] {
  const files = readdirSync(app.assembly).filter((file) => file.endsWith('.metadata.json'))
  return files
    .flatMap((file) => Object.entries<{ type: string; data: object }[]>(read(app, file)))
    .flatMap(([path, entries]) =>
      entries
        .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
        .flatMap(({ data }) => Object.keys(data).map((id) => `${path.slice(1)} ${id}`)),
    )
}

const check = (app: Synthesized) => {
  const { pluginReports } = reportOf(app)
  expect(pluginReports.map(({ pluginName, conclusion }) => [pluginName, conclusion])).toEqual([
    ['AwsSolutions', 'success'],
    ['HIPAA.Security', 'success'],
  ])
  expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([])

  const standing = letStand(app)
  expect(standing.length).toBeGreaterThan(0)
  const needed = new Set(standing.map((one) => `${one.acknowledgedAt} ${one.acknowledgedId}`))
  const stale = acknowledged(app).filter((each) => !needed.has(each))
  expect(stale, 'acknowledged, but nothing finds it').toEqual([])
  for (const { reason } of standing) expect(reason).toMatch(/^[A-Z].{20,}\.$/)
}

it.each(['local', 'dev', 'prod'] as const)(
  'stage %s passes both packs, and what was let stand has its reason and is found',
  async (stage) => {
    await synthesized(stage, check, { validated: true })
  },
  120_000,
)

describe('a wildcard’s finding', () => {
  it.each([
    [
      'Resource::noteseal-prod-data:ExportsOutputFnGetAttRecords091F6ECAArn8F34C005/stream/*',
      'Resource::<Records.Arn>/stream/*',
    ],
    ['Resource::<Undelivered0A1B2C3D.Arn>/*', 'Resource::<Undelivered.Arn>/*'],
    ['Action::s3:*', 'Action::s3:*'],
  ])('is named after its resource, not after hashes: %s', (found, short) => {
    expect(shortFinding(found)).toBe(short)
  })
})
