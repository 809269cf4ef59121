import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeJson } from './json-file.ts'

/** Another process runs a cloud on this state. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning'
  readonly pid: number

  constructor(pid: number, dir: string) {
    super(`A cloud is already running on ${dir} (process ${pid})`)
    this.pid = pid
  }
}

const Lock = z.object({ pid: z.number(), started: z.string() })

/**
 * Keeps two processes from writing the same state. What a killed process left behind holds nobody up.
 *
 * @returns gives the state free
 * @throws AlreadyRunning
 */
export function lockState(dir: string): () => void {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'running.json')
  const holder = existsSync(file) ? Lock.safeParse(parsed(readFileSync(file, 'utf8'))) : undefined
  if (holder?.success && isAlive(holder.data)) throw new AlreadyRunning(holder.data.pid, dir)
  writeJson(file, { pid: process.pid, started: startOf(process.pid) })
  return () => rmSync(file, { force: true })
}

function isAlive({ pid, started }: z.infer<typeof Lock>): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return startOf(pid) === started
}

/** Tells a process from a later one with the same number, where the system says when each began. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
