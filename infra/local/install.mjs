// Runs on whatever Node the machine has, before anything is installed: brings the dependencies of
// the lockfile, Node 24 among them, when they are missing or older than it.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const lockfile = `${root}package-lock.json`
const installed = `${root}node_modules/.package-lock.json`

const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs
if (!fresh) {
  process.stderr.write('Installing dependencies (about a minute, once) …\n')
  const npm = process.env['npm_execpath']
  const [command, ...start] = npm ? [process.execPath, npm] : ['npm']
  const { status } = spawnSync(command, [...start, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !npm && process.platform === 'win32',
  })
  if (status !== 0) {
    process.stderr.write('Could not install the dependencies: see npm’s words above.\n')
    process.exit(status ?? 1)
  }
}
