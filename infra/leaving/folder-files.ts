import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportFiles } from '../../shared/export/export-files.ts'

/** An export on disk. Whatever is not a plain file, such as a link out of the folder, is not read. */
export function folderFiles(dir: string): ExportFiles {
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name).slice(dir.length + 1) }))
    .map(({ entry, path }) => ({ path: path.replaceAll('\\', '/'), plain: entry.isFile() }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const plain = new Set(paths.filter((each) => each.plain).map((each) => each.path))
  return {
    paths: () => paths.map(({ path }) => path),
    read: (path) => (plain.has(path) ? readFileSync(join(dir, path)) : undefined),
  }
}
