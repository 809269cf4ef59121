import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { prepareAssembly } from '../../../../infra/local/start/prepare-assembly.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const COMMAND = join(import.meta.dirname, '../../../../infra/local/start.ts')

/** `npm start` without the demo practice, on a state of its own. */
function start(dir: string, ...args: string[]) {
  const child = spawn(process.execPath, [COMMAND, '--empty', ...args], {
    env: { ...process.env, NOTESEAL_STATE: dir },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
    })
  const ended = once(child, 'exit').then(([code]) => ({ code, said }))
  const ready = async () => {
    while (!said.includes('Ctrl-C stops it.')) {
      const over = await Promise.race([ended, sleep(50)])
      if (over) throw new Error(`It ended:\n${over.said}`)
    }
  }
  const stop = async () => {
    child.kill('SIGINT')
    return ended
  }
  return { ready, stop, ended, said: () => said, kill: () => child.kill('SIGKILL') }
}

/**
 * Three ports in a row that nobody uses. Below those that the system gives out by itself, or a test
 * that runs meanwhile would be given one of them.
 */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 30_000)
    const free = await Promise.all([0, 1, 2].map((i) => isFree(port + i)))
    if (!free.includes(false)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, 'localhost')
  const listening = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false)
  if (listening) await new Promise((closed) => server.close(closed))
  return listening
}

describe('npm start', () => {
  let dir: string
  let port: number
  let running: ReturnType<typeof start>

  beforeAll(async () => {
    await prepareAssembly()
    dir = mkdtempSync(join(tmpdir(), 'noteseal-start-'))
    port = await freePorts()
    running = start(dir, '--port', String(port))
    await running.ready()
  })

  afterAll(async () => {
    running?.kill()
    await running?.ended
    rmSync(dir, { recursive: true, force: true })
  })

  it('says what it is for, and where everything is', async () => {
    expect(running.said()).toContain('Real PHI belongs in AWS')
    for (const each of ['', '/mail', '/clock', '/api']) {
      const url = `http://localhost:${port}${each}`
      expect(running.said()).toContain(url)
      expect((await fetch(url)).status).toBe(200)
    }
  })

  it('says where it runs already when started twice, and leaves that one alone', async () => {
    const { code, said } = await start(dir, '--port', String(port)).ended
    expect(code).toBe(1)
    expect(said).toContain(`Noteseal is already running on ${dir} at http://localhost:${port}`)
    const reset = await start(dir, '--reset').ended
    expect(reset.code).toBe(1)
    expect((await fetch(`http://localhost:${port}`)).status).toBe(200)
  })

  it('names the port that is taken, and how to choose others', async () => {
    const { code, said } = await start(temporaryFolder(), '--port', String(port)).ended
    expect(code).toBe(1)
    expect(said).toMatch(/Port \d+ is taken by another program. Choose others: npm start -- --port/)
    expect(said).not.toContain('    at ')
  })

  it('stops on Ctrl-C, and starts again where it was', async () => {
    const own = temporaryFolder()
    const first = start(own, '--port', String(await freePorts()))
    onTestFinished(() => void first.kill())
    await first.ready()
    expect(await first.stop()).toMatchObject({ code: 0 })
    expect(existsSync(join(own, 'running.json'))).toBe(false)

    const again = start(own, '--port', String(await freePorts()))
    onTestFinished(() => void again.kill())
    await again.ready()
    expect(await again.stop()).toMatchObject({ code: 0 })
  })

  it('deletes its own state on --reset, never anybody’s other files', async () => {
    const own = temporaryFolder()
    mkdirSync(join(own, 'thesis'))
    writeFileSync(join(own, 'thesis/chapter-1.txt'), 'years of work')
    const { code, said } = await start(own, '--reset').ended
    expect(code).toBe(1)
    expect(said).toContain('holds other things (thesis)')
    expect(existsSync(join(own, 'thesis/chapter-1.txt'))).toBe(true)
  })

  it.each([['--port', 'http'], ['--port', '80'], ['--unknown']])(
    'refuses %s %s in words',
    async (...args) => {
      const { code, said } = await start(temporaryFolder(), ...args).ended
      expect(code).toBe(1)
      expect(said).toContain(args[0])
      expect(said).not.toContain('    at ')
    },
  )
})
