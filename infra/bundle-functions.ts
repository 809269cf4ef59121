import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { files, nativeModules } from '../functions/render-document/bundle.ts'
import { type FunctionName, functionNames } from '../shared/environment.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Maps name sources relative to here, wherever a bundle is put: so they, too, stay the same. */
const NOWHERE = 'build/functions'

/**
 * Bundles every function in one call, each to `<into>/<name>/index.mjs` with what it needs beside it.
 * The same sources give the same bytes, wherever the repository and `into` are.
 *
 * @throws Error where a function has no `index.ts`, a folder is no function, or this is a machine
 * that has no native modules for Lambda's
 */
export async function bundleFunctions(into: string): Promise<string> {
  sameAsFolders()
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: functionNames.map((name) => ({
      in: `functions/${name}/index.ts`,
      out: `${name}/index`,
    })),
    outdir: NOWHERE,
    write: false,
    outExtension: { '.js': '.mjs' },
    sourcemap: 'linked',
    sourcesContent: false,
    ...BUNDLING,
  })
  rmSync(into, { recursive: true, force: true })
  for (const { path, contents } of outputFiles) {
    const file = join(into, relative(join(root, NOWHERE), path))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, contents)
  }
  putBesideBundle(join(into, 'render-document' satisfies FunctionName))
  return into
}

/** zod brings its messages in some fifty languages, a quarter of a megabyte; English it imports by itself. */
const withoutLanguages: Plugin = {
  name: 'without-languages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('/node_modules/zod/') ? { path: 'languages', namespace: 'none' } : null,
    )
    onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: 'export {}' }))
  },
}

/** How every function is bundled. */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  external: [...nativeModules],
  plugins: [withoutLanguages],
  logLevel: 'warning',
} as const satisfies BuildOptions

/** What typesets needs its native half, its fonts and its templates beside it. */
export function putBesideBundle(folder: string): void {
  for (const name of nativeModules) {
    const from = join(root, 'node_modules', name)
    if (!existsSync(from))
      throw new Error(`${name} is not here: npm brings it on Linux x64 only, so bundle there`)
    cpSync(from, join(folder, 'node_modules', name), { recursive: true, dereference: true })
  }
  for (const { from, to } of files) cpSync(join(root, from), join(folder, to))
}

/**
 * Bundles to a folder of its own, so that two who do this at once stay out of each other's way, and
 * takes it away afterwards.
 */
export async function withBundles<T>(use: (bundles: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'noteseal-bundles-'))
  try {
    return use(await bundleFunctions(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function sameAsFolders(): void {
  const folders = new Set(readdirSync(join(root, 'functions')))
  const missing = functionNames.filter((name) => !folders.delete(name))
  if (missing.length > 0) throw new Error(`No folder for ${missing.join(', ')} in functions/`)
  if (folders.size > 0)
    throw new Error(`Not named in shared/environment.ts: ${[...folders].join(', ')}`)
}
