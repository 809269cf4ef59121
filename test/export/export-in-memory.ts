import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportFiles } from '../../shared/export/export-files.ts'
import { ExportManifest } from '../../shared/export/export-manifest.ts'
import { lineOf } from '../../shared/export/write-records.ts'

/** A file's lines, parsed; whoever changes them writes them back. */
// biome-ignore lint/suspicious/noExplicitAny: a tampering changes whatever stands there
export type Line = any

/** An export that a test may tamper with. */
export class ExportInMemory implements ExportFiles {
  readonly #files: Map<string, Buffer>

  constructor(files: ReadonlyMap<string, Buffer>) {
    this.#files = new Map(files)
  }

  static from(dir: string): ExportInMemory {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(dir.length + 1), readFileSync(file)] as const)
    return new ExportInMemory(new Map(entries))
  }

  copy(): ExportInMemory {
    return new ExportInMemory(this.#files)
  }

  paths(): string[] {
    return [...this.#files.keys()].sort()
  }

  read(path: string): Buffer | undefined {
    return this.#files.get(path)
  }

  bytes(path: string): Buffer {
    const bytes = this.#files.get(path)
    if (!bytes) throw new Error(`no ${path}`)
    return bytes
  }

  put(path: string, bytes: Uint8Array): void {
    this.#files.set(path, Buffer.from(bytes))
  }

  remove(path: string): void {
    this.#files.delete(path)
  }

  lines(path: string): Line[] {
    return this.bytes(path)
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  putLines(path: string, lines: readonly Line[]): void {
    this.put(path, Buffer.from(lines.map(lineOf).join('')))
  }

  get manifest(): ExportManifest {
    return ExportManifest.parse(JSON.parse(this.bytes('manifest.json').toString()))
  }

  get manifestSha256(): string {
    return sha256(this.bytes('manifest.json'))
  }

  /** As somebody would who hides what they did: the manifest names what is there now. */
  rewriteManifest(change: Partial<ExportManifest> = {}): void {
    const files = this.paths()
      .filter((path) => path !== 'manifest.json')
      .map((path) => ({ path, sha256: sha256(this.bytes(path)), bytes: this.bytes(path).length }))
    this.put('manifest.json', Buffer.from(lineOf({ ...this.manifest, ...change, files })))
  }

  get clientIds(): string[] {
    return [
      ...new Set(this.paths().flatMap((path) => /^clients\/(\w+)\//.exec(path)?.[1] ?? [])),
    ].sort()
  }
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
