import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median, percentile } from './median.ts'

/** Of one three-page note: milliseconds, megabytes, bytes. The key is a local one, not KMS. */
export interface RenderFigures {
  /** From the import of the typesetter to the first sealed document, in a new process. */
  readonly coldMs: number
  readonly coldOf: {
    readonly importMs: number
    readonly typesetMs: number
    readonly sealMs: number
  }
  readonly warmTypesetMs: number
  readonly warmSealMs: number
  readonly warmMs: number
  readonly warmP95Ms: number
  readonly verifyMs: number
  readonly pages: number
  readonly bytes: number
  /** Resident, after the first document and after the last of `renders`. */
  readonly memoryMb: { readonly first: number; readonly last: number }
  readonly renders: number
}

/** What one process reports. */
export interface RenderRun {
  readonly importMs: number
  readonly typesetMs: readonly number[]
  readonly sealMs: readonly number[]
  readonly verifyMs: readonly number[]
  readonly pages: number
  readonly bytes: number
  readonly firstMb: number
  readonly lastMb: number
}

const COLD_RUNS = 5

export function benchRender(renders = 100): RenderFigures {
  const colds = [...Array(COLD_RUNS).keys()].map(() => run(1))
  const warm = run(renders)
  const coldOf = {
    importMs: median(colds.map(({ importMs }) => importMs)),
    typesetMs: median(colds.map(({ typesetMs }) => typesetMs[0] ?? 0)),
    sealMs: median(colds.map(({ sealMs }) => sealMs[0] ?? 0)),
  }
  // The first ones still warm up.
  const typeset = warm.typesetMs.slice(5)
  const seal = warm.sealMs.slice(5)
  const both = typeset.map((ms, i) => ms + (seal[i] ?? 0))
  return {
    coldMs: coldOf.importMs + coldOf.typesetMs + coldOf.sealMs,
    coldOf,
    warmTypesetMs: median(typeset),
    warmSealMs: median(seal),
    warmMs: median(both),
    warmP95Ms: percentile(both, 0.95),
    verifyMs: median(warm.verifyMs),
    pages: warm.pages,
    bytes: warm.bytes,
    memoryMb: { first: warm.firstMb, last: warm.lastMb },
    renders,
  }
}

function run(renders: number): RenderRun {
  const script = fileURLToPath(new URL('./render-process.ts', import.meta.url))
  const answer = execFileSync(process.execPath, [script, String(renders)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(answer)
}
