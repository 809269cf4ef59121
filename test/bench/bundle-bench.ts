import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Bundles a bench's script as the product's functions are bundled, where it finds the packages that it
 * must find: cold, both sides then read a few files and not hundreds.
 *
 * @param script of this folder
 * @param packages the folder whose packages it uses
 * @returns the bundle's file
 */
export async function bundleBench(script: string, packages: string): Promise<string> {
  const outdir = join(packages, 'node_modules/.cache/noteseal-bench')
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${script}`],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    external: ['@myriaddreamin/*', 'playwright-core'],
    // What is CommonJS inside asks for Node's own modules by `require`.
    banner: {
      js: "import{createRequire as ownRequire}from'node:module';const require=ownRequire(import.meta.url),__dirname=import.meta.dirname,__filename=import.meta.filename;",
    },
    logLevel: 'error',
  })
  cpSync(join(root, 'shared/document/assets'), join(outdir, 'assets'), { recursive: true })
  return join(
    outdir,
    `${script
      .split('/')
      .at(-1)
      ?.replace(/\.m?[jt]s$/, '')}.mjs`,
  )
}
