import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface HistoryFigures {
  readonly histories: number
  readonly steps: number
  readonly destroyed: number
  readonly seconds: number
  readonly seeds: readonly number[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** About 100,000 steps: a history has some 13. */
const HISTORIES = 7_600

/**
 * Lives through very many random histories, in as many processes as there are processors: the test
 * of `test/histories`, with other seeds each.
 *
 * @throws Error where one of them found what must never be
 */
export async function benchHistories(): Promise<HistoryFigures> {
  const began = performance.now()
  const seeds = cpus().map((_cpu, i) => 1_000 + i)
  const each = Math.ceil(HISTORIES / seeds.length)
  const told = await Promise.all(seeds.map((seed) => lived(seed, each)))
  const sum = (of: 'steps' | 'destroyed') => told.reduce((all, part) => all + part[of], 0)
  return {
    histories: each * seeds.length,
    steps: sum('steps'),
    destroyed: sum('destroyed'),
    seconds: (performance.now() - began) / 1000,
    seeds,
  }
}

function lived(seed: number, histories: number): Promise<{ steps: number; destroyed: number }> {
  const running = spawn('npx', ['vitest', 'run', '--project', 'tests', 'test/histories'], {
    cwd: root,
    env: {
      ...process.env,
      NOTESEAL_SEED: String(seed),
      NOTESEAL_HISTORIES: String(histories),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  running.stdout.on('data', (chunk: Buffer) => {
    out += chunk
  })
  return new Promise((resolve, reject) => {
    running.on('close', (code) => {
      const line = /^\{"steps":.*\}$/m.exec(out)?.[0]
      if (code === 0 && line) resolve(JSON.parse(line))
      else reject(new Error(`a history of seed ${seed} went wrong:\n${out}`))
    })
  })
}
