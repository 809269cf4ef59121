import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AlreadyRunning, lockState } from '../state/lock.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const BUILT = join(ROOT, 'build')

/** What templates and bundles are made from. The local cloud itself is not among it. */
const SOURCES = ['infra', 'functions', 'shared', 'cdk.json', 'package.json', 'package-lock.json']
const NO_SOURCE = join('infra', 'local')

/**
 * Bundles the functions and synthesizes the app for this machine, unless an earlier run did so from
 * the same sources.
 *
 * @returns the folder of the assembly
 * @throws Error with the words of whatever failed
 */
export async function prepareAssembly(report: (line: string) => void = () => {}): Promise<string> {
  const name = `assembly-${hashOfSources().slice(0, 16)}`
  const assembly = join(BUILT, name)
  if (existsSync(assembly)) {
    // Keeps it from being deleted as old while it is in use.
    const now = new Date()
    utimesSync(assembly, now, now)
    return assembly
  }

  const release = await lockWhenFree(join(BUILT, 'preparing'))
  try {
    // Whoever held the lock may have made it meanwhile.
    if (existsSync(assembly)) return assembly
    report('Bundling the functions and synthesizing the templates (once for each change) …')
    const fresh = join(BUILT, `fresh-${process.pid}`)
    rmSync(fresh, { recursive: true, force: true })
    await synthesize(fresh)
    for (const old of readdirSync(BUILT))
      if (old.startsWith('assembly-') && isOld(join(BUILT, old)))
        rmSync(join(BUILT, old), { recursive: true, force: true })
    renameSync(fresh, assembly)
    return assembly
  } finally {
    release()
  }
}

/** In a process of its own: what the CDK takes of memory is given back. */
async function synthesize(outdir: string): Promise<void> {
  const { status, said } = await new Promise<{ status: number | null; said: string }>(
    (done, failed) => {
      const args = [join(ROOT, 'infra/synth.ts'), '--stage', 'local', '--quiet', '--out', outdir]
      const child = spawn(process.execPath, args, {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
        // Half of the time goes into checks, which `npm run synth` and the tests make.
        env: { ...process.env, CDK_VALIDATION: 'false' },
      })
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString('utf8')
        })
      child.on('error', failed)
      child.on('close', (status) => done({ status, said }))
    },
  )
  if (status !== 0) throw new Error(`The templates could not be synthesized:\n${said}`)
}

async function lockWhenFree(dir: string): Promise<() => void> {
  mkdirSync(dir, { recursive: true })
  for (;;) {
    try {
      return lockState(dir)
    } catch (error) {
      if (!(error instanceof AlreadyRunning)) throw error
      await sleep(200)
    }
  }
}

/** Somebody may still be running on one that was made a moment ago. */
const isOld = (folder: string) => Date.now() - statSync(folder).mtimeMs > 24 * 3_600_000

function hashOfSources(): string {
  const hash = createHash('sha256').update(process.version)
  for (const source of SOURCES)
    for (const file of filesOf(join(ROOT, source)))
      hash
        .update(`${relative(ROOT, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
  return hash.digest('hex')
}

function* filesOf(path: string): Generator<string> {
  if (!existsSync(path) || relative(ROOT, path) === NO_SOURCE) return
  if (!statSync(path).isDirectory()) return void (yield path)
  for (const entry of readdirSync(path).sort()) yield* filesOf(join(path, entry))
}
