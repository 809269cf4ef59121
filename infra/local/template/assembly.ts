import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()).default({}),
})

const Template = z.object({
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.string().optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))
    .default({}),
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }),
    )
    .default({}),
})
export type Template = z.infer<typeof Template>

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
})

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
})

/** One CloudFormation stack of a synthesized CDK app. */
export interface Stack {
  readonly name: string
  readonly region: string
  readonly account: string
  readonly template: Template
}

/** A synthesized CDK app. */
export interface Assembly {
  readonly stacks: readonly Stack[]
  /** From an asset's key in the deployment bucket to the folder or file it was made from. */
  readonly assets: ReadonlyMap<string, string>
}

/** @throws Error naming the file that is missing or is not what CDK writes */
export function loadAssembly(dir: string): Assembly {
  const { artifacts } = parse(Manifest, join(dir, 'manifest.json'))
  const stacks: Stack[] = []
  const assets = new Map<string, string>()
  for (const [id, { type, environment, properties }] of Object.entries(artifacts)) {
    if (type === 'aws:cloudformation:stack') {
      const { templateFile, stackName } = properties
      stacks.push({
        name: typeof stackName === 'string' ? stackName : id,
        ...placeOf(environment),
        template: parse(Template, join(dir, String(templateFile))),
      })
    }
    if (type === 'cdk:asset-manifest') {
      const { files } = parse(AssetManifest, join(dir, String(properties['file'])))
      for (const { source, destinations } of Object.values(files))
        for (const { objectKey } of Object.values(destinations))
          if (source.path) assets.set(objectKey, resolve(dir, source.path))
    }
  }
  if (stacks.length === 0) throw new Error(`${dir} holds no stack`)
  return { stacks, assets }
}

/** `aws://<account>/<region>`; either part may be `unknown-…`, to be settled by who deploys: here. */
function placeOf(environment = ''): { account: string; region: string } {
  const [, account = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment) ?? []
  return {
    account: /^\d{12}$/.test(account) ? account : '000000000000',
    region: /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? region : 'us-east-1',
  }
}

function parse<T>(form: z.ZodType<T>, file: string): T {
  const read = form.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!read.success)
    throw new Error(`${file} is not what CDK writes: ${z.prettifyError(read.error)}`)
  return read.data
}
