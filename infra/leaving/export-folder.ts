import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import {
  ExportedFile,
  ExportedKey,
  type ExportManifest,
  MANIFEST,
} from '../../shared/export/export-manifest.ts'
import { lineOf } from '../../shared/export/write-records.ts'
import { Id } from '../../shared/id.ts'
import { Head } from '../../shared/ledger/event.ts'
import { ExportRun } from '../../shared/practice/export-run.ts'
import { Stop } from './stop.ts'

/** A client whose files are all there. */
const Done = z.object({
  clientId: Id,
  head: Head,
  groupIds: z.array(Id),
  /** Those that sealed its documents. */
  keys: z.array(ExportedKey),
  files: z.array(ExportedFile),
})
export type Done = z.infer<typeof Done>

const WORK = '.partial'
const PART = `${MANIFEST}.part`
/** It holds opened records: for whoever runs the command alone. */
const DIR_MODE = 0o700
const FILE_MODE = 0o600

/**
 * An export under way. A file is written elsewhere and moved to its place, so what is there is whole;
 * each client's files are noted with their hashes once all of them are. Killed at any moment, it goes
 * on from what was noted; the manifest comes last.
 */
export class ExportFolder {
  readonly #dir: string

  /** @throws Stop where the folder holds something else, or an export that is complete */
  constructor(dir: string) {
    this.#dir = dir
    mkdirSync(dir, { recursive: true, mode: DIR_MODE })
    if (existsSync(join(dir, MANIFEST)))
      throw new Stop(`${dir} holds an export that is complete: choose another folder.`)
    const names = readdirSync(dir)
    if (names.length > 0 && !names.includes(WORK) && !names.includes(PART))
      throw new Stop(`${dir} holds other things: choose an empty folder.`)
    // Complete but for its name.
    if (names.includes(PART) && !names.includes(WORK))
      renameSync(join(dir, PART), join(dir, MANIFEST))
    else mkdirSync(join(dir, WORK), { recursive: true, mode: DIR_MODE })
  }

  get isComplete(): boolean {
    return existsSync(join(this.#dir, MANIFEST))
  }

  /** The run that was begun here before. */
  run(): ExportRun | undefined {
    const file = join(this.#dir, WORK, 'run.json')
    return existsSync(file) ? ExportRun.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
  }

  begin(run: ExportRun): void {
    this.#write(`${WORK}/run.json`, Buffer.from(JSON.stringify(run)))
  }

  /** Those noted as complete whose files still are as they were noted. */
  done(): Map<string, Done> {
    const file = join(this.#dir, WORK, 'done.jsonl')
    if (!existsSync(file)) return new Map()
    const found = new Map<string, Done>()
    // The last line may have been cut off.
    for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
      const done = Done.parse(JSON.parse(line))
      found.set(done.clientId, done)
    }
    for (const [clientId, { files }] of found)
      if (!files.every((noted) => this.#isAsNoted(noted))) found.delete(clientId)
    return found
  }

  note(done: Done): void {
    appendFileSync(join(this.#dir, WORK, 'done.jsonl'), `${JSON.stringify(done)}\n`, {
      mode: FILE_MODE,
    })
  }

  /** What was written under a path before, if it has this hash. */
  holding(path: string, sha256: string): Buffer | undefined {
    const file = join(this.#dir, path)
    if (!existsSync(file)) return undefined
    const bytes = readFileSync(file)
    return hashOf(bytes) === sha256 ? bytes : undefined
  }

  put(path: string, bytes: Uint8Array): ExportedFile {
    this.#write(path, bytes)
    return { path, sha256: hashOf(bytes), bytes: bytes.length }
  }

  /** Removes what no file of a client names: left behind by a try that was killed. */
  keepOnly(folder: string, files: readonly ExportedFile[]): void {
    const dir = join(this.#dir, folder)
    if (!existsSync(dir)) return
    const kept = new Set(files.map(({ path }) => path))
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      const path = `${folder}/${name.replaceAll('\\', '/')}`
      const file = join(this.#dir, path)
      if (!kept.has(path) && statSync(file).isFile()) rmSync(file)
    }
  }

  /** @returns the manifest's SHA-256 */
  complete(manifest: ExportManifest): string {
    const bytes = Buffer.from(lineOf(manifest))
    writeFileSync(join(this.#dir, PART), bytes, { mode: FILE_MODE, flush: true })
    rmSync(join(this.#dir, WORK), { recursive: true })
    renameSync(join(this.#dir, PART), join(this.#dir, MANIFEST))
    return hashOf(bytes)
  }

  #isAsNoted({ path, sha256 }: ExportedFile): boolean {
    return this.holding(path, sha256) !== undefined
  }

  #write(path: string, bytes: Uint8Array): void {
    const target = join(this.#dir, path)
    mkdirSync(dirname(target), { recursive: true, mode: DIR_MODE })
    const part = join(this.#dir, WORK, `${path.replaceAll('/', '~')}.part`)
    writeFileSync(part, bytes, { mode: FILE_MODE, flush: true })
    renameSync(part, target)
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
