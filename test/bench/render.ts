import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { BUNDLING, putBesideBundle } from '../../infra/bundle-functions.ts'
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

/** What typesets and seals is bundled as the functions are. */
export async function benchRender(renders = 100): Promise<RenderFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'noteseal-render-'))
  try {
    const bundle = join(folder, 'index.mjs')
    await build({
      ...BUNDLING,
      stdin: {
        contents: `
          export { sealPdf } from './seal-pdf.ts'
          export { typesetProgressNote } from './typeset-progress-note.ts'`,
        resolveDir: fileURLToPath(new URL('../../shared/document', import.meta.url)),
      },
      outfile: bundle,
    })
    putBesideBundle(folder)
    const colds = [...Array(COLD_RUNS).keys()].map(() => run(bundle, 1))
    return figuresOf(colds, run(bundle, renders), renders)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function figuresOf(colds: readonly RenderRun[], warm: RenderRun, renders: number): RenderFigures {
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

function run(bundle: string, renders: number): RenderRun {
  const script = fileURLToPath(new URL('./render-process.ts', import.meta.url))
  const answer = execFileSync(process.execPath, [script, bundle, String(renders)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(answer)
}
