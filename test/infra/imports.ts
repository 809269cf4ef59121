import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Import {
  /** Path in the repository: `shared/note/sign-note.ts`. */
  readonly from: string
  /** Another such path, or a package as it is written: `node:crypto`, `@aws-sdk/client-kms`. */
  readonly to: string
  /** Gone before anything runs. */
  readonly typeOnly: boolean
}

const root = fileURLToPath(new URL('../..', import.meta.url))

const NAMES = String.raw`(?:\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?|\{[^}]*\})`
const STATEMENT = new RegExp(
  String.raw`^(?:import|export)\s+(type\s+)?(?:${NAMES}\s+from\s+)?'([^'\n]+)'`,
  'gm',
)
const CALL = /\bimport\('([^'\n]+)'\)/g

/** The imports of a source as the formatter writes it: statements at the start of a line, `'` quotes. */
export function importsIn(from: string, source: string): Import[] {
  const statements = [...source.matchAll(STATEMENT)].map(([, type, name = '']) => ({
    name,
    typeOnly: type !== undefined,
  }))
  const calls = [...source.matchAll(CALL)].map(([, name = '']) => ({ name, typeOnly: false }))
  return [...statements, ...calls].map(({ name, typeOnly }) => ({
    from,
    to: name.startsWith('.') ? posix.join(posix.dirname(from), name) : name,
    typeOnly,
  }))
}

/** All TypeScript sources in some folders of the repository. */
export function sourcesIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => posix.join(folder, file.replaceAll('\\', '/'))),
  )
}

export const importsOf = (file: string) => importsIn(file, readFileSync(join(root, file), 'utf8'))
