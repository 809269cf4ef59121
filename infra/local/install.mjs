// Runs on whatever Node the machine has, before anything is installed: brings the dependencies of
// the lockfile, Node 24 among them, when they are missing or older than it.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = `${root}node_modules`
const windows = process.platform === 'win32'

const installed = `${modules}/.package-lock.json`
const fresh =
  existsSync(installed) &&
  statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs
if (!fresh) {
  process.stderr.write('Installing dependencies (about a minute, once) …\n')
  npm('ci', '--loglevel=error')
}

// Some versions of npm drop the link when packages for other systems, which bring a `node` of their
// own, are left out. Scripts would then run on the machine's Node.
const linked = `${modules}/.bin/node${windows ? '.cmd' : ''}`
if (!existsSync(linked)) {
  const brought = readdirSync(modules).filter((name) =>
    /^node-(bin-)?(linux|darwin|win)-/.test(name),
  )
  if (brought.length > 0) npm('rebuild', '--ignore-scripts', '--loglevel=error', ...brought)
  else
    process.stderr.write(
      `There is no Node 24 among the dependencies for ${process.platform} on ${process.arch}: going on with Node ${process.versions.node}.\n`,
    )
}

/** @param {readonly string[]} words */
function npm(...words) {
  const path = process.env['npm_execpath']
  const [command, ...start] = path ? [process.execPath, path] : ['npm']
  const { status } = spawnSync(command, [...start, ...words], {
    cwd: root,
    // npm's own closing line is no news to whoever asked for something else.
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: !path && windows,
  })
  if (status !== 0) {
    process.stderr.write('Could not install the dependencies: see npm’s words above.\n')
    process.exit(status ?? 1)
  }
}
