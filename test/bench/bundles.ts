import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { bundleFunctions } from '../../infra/bundle-functions.ts'
import { environment, type FunctionName, functionNames } from '../../shared/environment.ts'
import { median } from './median.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface BundleFigures {
  readonly name: FunctionName
  readonly kilobytes: number
  readonly gzippedKilobytes: number
  readonly importMs: number
  /** A bundle of nothing but the SDK's clients and commands that this function uses. */
  readonly sdkKilobytes: number
  readonly sdkImportMs: number
}

const RUNS = 11

/**
 * Size and cold import of every function's bundle, beside a bundle of just the SDK parts it needs.
 * Each import is a new process; the two are measured in turn, so that a busy machine slows both.
 */
export async function benchBundles(): Promise<BundleFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'noteseal-bundles-'))
  try {
    await bundleFunctions(join(folder, 'functions'))
    const figures: BundleFigures[] = []
    for (const name of functionNames) {
      const file = join(folder, 'functions', name, 'index.mjs')
      const sdk = join(folder, `${name}.sdk.mjs`)
      await bundleSdkParts(name, sdk)
      const times: { own: number; sdk: number }[] = []
      for (let run = 0; run < RUNS; run++)
        times.push({ own: coldImport(file), sdk: coldImport(sdk) })
      figures.push({
        name,
        kilobytes: statSync(file).size / 1024,
        gzippedKilobytes: gzipSync(readFileSync(file)).length / 1024,
        importMs: median(times.map(({ own }) => own)),
        sdkKilobytes: statSync(sdk).size / 1024,
        sdkImportMs: median(times.map((time) => time.sdk)),
      })
    }
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Bundles what the function's own sources import of the SDK, by the same names, and nothing else. */
async function bundleSdkParts(name: FunctionName, outfile: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${name}/index.ts`],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  const parts = new Map<string, Set<string>>()
  for (const source of Object.keys(metafile.inputs)) {
    const code = readFileSync(join(root, source), 'utf8')
    for (const [, names = '', from = ''] of code.matchAll(
      /import \{([^}]*)\} from '(@aws-sdk\/[^']+)'/g,
    )) {
      const set = parts.get(from) ?? new Set()
      for (const one of names.split(','))
        if (one.trim() && !one.includes('type ')) set.add(one.trim().split(' as ')[0] ?? '')
      parts.set(from, set)
    }
  }
  const lines = [...parts].map(
    ([from, names], i) =>
      `import {${[...names].map((one) => `${one} as ${one}${i}`).join(',')}} from '${from}'`,
  )
  const kept = [...parts].flatMap(([, names], i) => [...names].map((one) => `${one}${i}`))
  await build({
    absWorkingDir: root,
    stdin: { contents: `${lines.join('\n')}\nglobalThis.kept=[${kept}]`, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    logLevel: 'error',
  })
}

/** Milliseconds to import a bundle in a process that has imported nothing else. */
function coldImport(file: string): number {
  const probe = `${file}.probe.mjs`
  writeFileSync(
    probe,
    `const t=performance.now();await import(${JSON.stringify(pathToFileURL(file).href)});process.stdout.write(String(performance.now()-t));process.exit(0)`,
  )
  const answer = execFileSync(process.execPath, [probe], {
    env: { ...process.env, ...environmentForImport },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return Number(answer.toString())
}

/** Bundles read their environment when they start; nothing is called while importing. */
const environmentForImport = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  ...Object.fromEntries(
    Object.values(environment)
      .flat()
      .map((name) => [name, placeholderOf(name)]),
  ),
}

function placeholderOf(name: string): string {
  if (name.endsWith('_ARN')) return 'arn:aws:kms:us-east-1:000000000000:key/none'
  return name.endsWith('_URL') ? 'https://notes.example' : 'none'
}
