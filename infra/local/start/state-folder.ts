import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockState } from '../state/lock.ts'
import { CannotStart } from './cannot-start.ts'

/** Everything a cloud writes. Nothing else in the folder is ever touched. */
const OURS = ['addresses.json', 'clock.json', 'cloud', 'founded', 'identity', 'logs', 'services']

const SEEDED = 'founded'

/** @throws CannotStart where the folder holds somebody's other things */
export function openStateFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const strangers = readdirSync(dir).filter((name) => ![...OURS, 'running.json'].includes(name))
  if (strangers.length > 0)
    throw new CannotStart(
      `${dir} holds other things (${strangers[0]}): choose another with NOTESEAL_STATE`,
    )
}

/** @throws AlreadyRunning where a cloud runs on it */
export function emptyStateFolder(dir: string): void {
  const release = lockState(dir)
  for (const name of OURS) rmSync(join(dir, name), { recursive: true, force: true })
  release()
}

/** Whether the demo practice was founded to its end. */
export function isSeeded(dir: string): boolean {
  return existsSync(join(dir, SEEDED))
}

export function markSeeded(dir: string): void {
  writeFileSync(join(dir, SEEDED), '')
}

/** Whether an earlier start began to fill it. */
export function isBegun(dir: string): boolean {
  return existsSync(join(dir, 'services'))
}
