import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { progressNotePage } from '../../shared/document/progress-note-page.ts'
import { longNote } from '../document/sample-notes.ts'
import { median } from './median.ts'
import type { RenderFigures } from './render.ts'

/** One way to make the same three-page note, in its own process. Milliseconds, megabytes, bytes. */
export interface PeerFigures {
  readonly name: string
  /** Import and first page, in a new process. */
  readonly coldMs: number
  readonly warmMs: number
  readonly memoryMb: number
  readonly pages: number
  readonly bytes: number
}

interface Report {
  readonly importMs: number
  readonly renderMs: readonly number[]
  readonly bytes: number
  readonly pages: number
  readonly lastMb: number
}

const folder = fileURLToPath(new URL('./peers/', import.meta.url))
const COLD_RUNS = 3
const WARM_RUNS = 40

const libraries = ['pdfkit', 'pdf-lib', 'pdfmake', 'react-pdf'] as const
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The same words by other means, typeset alone: they neither tag as ours does nor claim PDF/A, and
 * none of them is sealed, which favours them. Their packages are installed here and nowhere else.
 *
 * @returns the peers that run on this machine; Chromium only where it is installed
 */
export function benchPeers(): PeerFigures[] {
  if (!existsSync(`${folder}node_modules`))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
  const chromium = CHROMIUM.find((path) => existsSync(path))
  const require = createRequire(import.meta.url)
  const font = (name: string) => require.resolve(`@expo-google-fonts/source-sans-3/${name}`)
  const told = JSON.stringify({
    page: progressNotePage(longNote),
    regularFile: font('400Regular/SourceSans3_400Regular.ttf'),
    boldFile: font('600SemiBold/SourceSans3_600SemiBold.ttf'),
    chromium,
  })
  return [...libraries, ...(chromium ? ['chromium'] : [])].map((name) => {
    const colds = [...Array(COLD_RUNS).keys()].map(() => run(name, 1, told))
    const warm = run(name, WARM_RUNS, told)
    return {
      name,
      coldMs: median(colds.map(({ importMs, renderMs }) => importMs + (renderMs[0] ?? 0))),
      warmMs: median(warm.renderMs.slice(5)),
      memoryMb: warm.lastMb,
      pages: warm.pages,
      bytes: warm.bytes,
    }
  })
}

function run(library: string, count: number, told: string): Report {
  const answer = execFileSync(process.execPath, [`${folder}run.mjs`, library, String(count)], {
    encoding: 'utf8',
    input: told,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return JSON.parse(answer)
}

/** How many times as fast as the fastest of them, cold and warm. Ours is typeset and sealed. */
export function timesFaster(ours: RenderFigures, peers: readonly PeerFigures[]) {
  return {
    cold: Math.min(...peers.map(({ coldMs }) => coldMs)) / ours.coldMs,
    warm: Math.min(...peers.map(({ warmMs }) => warmMs)) / ours.warmMs,
  }
}
