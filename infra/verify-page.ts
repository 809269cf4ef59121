import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string) =>
  readFileSync(new URL(`../web/verify/${name}`, import.meta.url), 'utf8')

/** A page that needs nothing beside itself, and the policy that lets it ask for nothing. */
export interface VerifyPage {
  readonly html: string
  readonly policy: string
}

/**
 * Makes the page that checks sealed PDFs in a browser: one file, to be served from anywhere or opened
 * from a disk. The same sources give the same bytes.
 */
export async function verifyPage(): Promise<VerifyPage> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['web/verify/page.ts', 'web/verify/style.css'],
    outdir: 'nowhere',
    write: false,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: ['es2022', 'chrome110', 'firefox110', 'safari16'],
    minify: true,
    charset: 'utf8',
    logLevel: 'warning',
  })
  const output = (ending: string) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? ''
  const [script, style] = [output('.js'), output('.css')]
  // It may run its own script and look as it does, and nothing else: no request leaves it.
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`
  const parts: Readonly<Record<string, string>> = { script, style, policy }
  return {
    html: read('index.html').replaceAll(
      /\{(script|style|policy)\}/g,
      (_, part) => parts[part] ?? '',
    ),
    policy,
  }
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

// `npm run verify-page -- --out FILE.html`
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'build/verify.html' } },
  })
  const file = resolve(process.env['INIT_CWD'] ?? root, values.out)
  const { html } = await verifyPage()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, html)
  console.log(`${file}: ${Math.round(html.length / 1024)} KB, nothing beside it is needed`)
}
