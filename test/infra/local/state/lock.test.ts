import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { AlreadyRunning, lockState } from '../../../../infra/local/state/lock.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const module = pathToFileURL(
  join(import.meta.dirname, '../../../../infra/local/state/lock.ts'),
).href

describe('the lock on a state folder', () => {
  it('refuses a second holder, until the first gives it free', () => {
    const dir = temporaryFolder()
    const release = lockState(dir)
    expect(() => lockState(dir)).toThrow(AlreadyRunning)
    release()
    lockState(dir)()
    expect(existsSync(join(dir, 'running.json'))).toBe(false)
  })

  it('names the process that holds it, and outlives no process that was killed', async () => {
    const dir = temporaryFolder()
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { lockState } from '${module}'
       lockState(${JSON.stringify(dir)}); console.log('held'); setInterval(() => {}, 1000)`,
    ])
    await once(holder.stdout, 'data')
    expect(() => lockState(dir)).toThrow(expect.objectContaining({ pid: holder.pid }))
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect(() => lockState(dir)()).not.toThrow()
  })
})
