import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

interface Running {
  readonly child: ChildProcess
  readonly apiUrl: string
  readonly token: string
}

async function run(dir: string): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'running-cloud.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const started = once(createInterface(child.stdout), 'line')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('It did not start')))
  ended.catch(() => {})
  const [line] = await Promise.race([started, ended])
  return { child, ...JSON.parse(line) }
}

const word = ({ apiUrl, token }: Running, name: string, method: 'PUT' | 'GET') =>
  fetch(`${apiUrl}/v1/words/${name}`, { method, headers: { authorization: `Bearer ${token}` } })

it('a cloud that is killed under load has every word it acknowledged, and copies them all', async () => {
  const dir = temporaryFolder()
  const acknowledged: string[] = []
  for (const round of [1, 2]) {
    const running = await run(dir)
    const write = async (writer: number) => {
      for (let i = 0; ; i++) {
        const name = `word-${round}-${writer}-${i}`
        const answer = await word(running, name, 'PUT').catch(() => undefined)
        if (answer?.status !== 204) return
        acknowledged.push(name)
        if (acknowledged.length >= round * 40) running.child.kill('SIGKILL')
      }
    }
    await Promise.all([0, 1, 2, 3].map(write))
    expect(acknowledged.length).toBeGreaterThanOrEqual(round * 40)
  }

  const again = await run(dir)
  for (const name of acknowledged)
    await expect
      .poll(async () => (await word(again, name, 'GET')).json(), { timeout: 20_000 })
      .toEqual({ by: 'ada', copied: true })
}, 120_000)
