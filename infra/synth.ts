import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { withBundles } from './bundle-functions.ts'
import { noteseal } from './noteseal.ts'
import { type StageName, stageNamed } from './stages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface SynthesizeOptions {
  readonly stage: StageName
  /** Default `cdk.out`. */
  readonly outdir?: string
  /** The folder that holds `<function>/index.mjs`; bundled anew when absent. */
  readonly bundles?: string
}

/**
 * Makes the cloud assembly of a stage, checked, without an account or the CDK's command line.
 *
 * @returns the folder it lies in
 * @throws Error listing what the checks found
 */
export async function synthesize({
  stage,
  outdir = join(root, 'cdk.out'),
  bundles,
}: SynthesizeOptions): Promise<string> {
  const make = (from: string) => noteseal({ stage, outdir, bundles: from }).synth().directory
  return bundles === undefined ? withBundles(make) : make(bundles)
}

const TEMPLATE = '.template.json'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', default: 'prod' },
      out: { type: 'string' },
      quiet: { type: 'boolean', default: false },
    },
  })
  const started = performance.now()
  const assembly = await synthesize({
    stage: stageNamed(values.stage).name,
    ...(values.out !== undefined && { outdir: values.out }),
  })
  if (!values.quiet) {
    const templates = readdirSync(assembly).filter((file) => file.endsWith(TEMPLATE))
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${assembly}: made and checked in ${seconds} s`)
    for (const file of templates.sort()) console.log(`  ${file.slice(0, -TEMPLATE.length)}`)
  }
}
