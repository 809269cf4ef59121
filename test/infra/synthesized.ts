import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { synthesize } from '../../infra/synth.ts'
import { functionNames } from '../../shared/environment.ts'

export interface Resource {
  readonly id: string
  readonly type: string
  /** Intrinsics written short: `<Records.Arn>`, `<Records>`, wherever the resource's stack is. */
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no type here
  readonly properties: Readonly<Record<string, any>>
  readonly deletionPolicy: string | undefined
  /** Where it stands in the app: `noteseal-prod-app/records-api/Function`. */
  readonly path: string
}

export interface Synthesized {
  readonly assembly: string
  readonly resources: readonly Resource[]
  readonly ofType: (type: string) => readonly Resource[]
}

type StageName = Parameters<typeof synthesize>[0]['stage']

/**
 * Synthesizes a stage for a test and hands over its resources. Functions are stand-ins of one line:
 * no template depends on what a function does. The library's own validation takes half of the time,
 * so it runs only where somebody asks.
 */
export async function synthesized<T>(
  stage: StageName,
  use: (app: Synthesized) => T | Promise<T>,
  { validated = false } = {},
): Promise<T> {
  vi.stubEnv('CDK_VALIDATION', String(validated))
  const dir = mkdtempSync(join(tmpdir(), 'noteseal-synthesized-'))
  try {
    const assembly = await synthesize({
      stage,
      outdir: join(dir, 'cdk.out'),
      bundles: standIns(join(dir, 'functions')),
    })
    const resources = readResources(assembly, stage)
    return await use({
      assembly,
      resources,
      ofType: (type) => resources.filter((resource) => resource.type === type),
    })
  } finally {
    vi.unstubAllEnvs()
    rmSync(dir, { recursive: true, force: true })
  }
}

function standIns(folder: string): string {
  for (const name of functionNames) {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = async () => {}\n')
  }
  return folder
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        Type: string
        Properties?: object
        DeletionPolicy?: string
        Metadata?: Record<string, string>
      }
    >
  >
  readonly Outputs?: Readonly<Record<string, { Value: unknown; Export?: { Name: string } }>>
}

function readResources(assembly: string, stage: StageName): Resource[] {
  const parts = ['keys', 'data', ...(stage === 'local' ? [] : ['identity']), 'app']
  const templates = parts.map(
    (part): Template =>
      JSON.parse(readFileSync(join(assembly, `noteseal-${stage}-${part}.template.json`), 'utf8')),
  )
  const exports = new Map(
    templates.flatMap(({ Outputs = {} }) =>
      Object.values(Outputs).flatMap(({ Value, Export }) =>
        Export ? [[Export.Name, Value] as const] : [],
      ),
    ),
  )
  return templates.flatMap(({ Resources }) =>
    Object.entries(Resources).map(([id, { Type, Properties, DeletionPolicy, Metadata }]) => ({
      id,
      type: Type,
      properties: written(Properties ?? {}, exports) as Resource['properties'],
      deletionPolicy: DeletionPolicy,
      path: Metadata?.['aws:cdk:path'] ?? '',
    })),
  )
}

function written(value: unknown, exports: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => written(each, exports))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name, argument] = entries[0] ?? []
  if (entries.length === 1) {
    if (name === 'Ref') return `<${short(String(argument))}>`
    if (name === 'Fn::GetAtt') return `<${short(String(argument[0]))}.${argument[1]}>`
    if (name === 'Fn::Join') return (written(argument[1], exports) as string[]).join(argument[0])
    if (name === 'Fn::ImportValue') return written(exports.get(argument), exports)
  }
  return Object.fromEntries(entries.map(([key, each]) => [key, written(each, exports)]))
}

/** A logical id without the hash at its end. */
const short = (id: string) => id.replace(/[0-9A-F]{8}$/, '')
