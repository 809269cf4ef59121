import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { privateFolder, syncFolder, writeDurably } from '../durable-file.ts'
import { crc32Of } from './uploaded-body.ts'

export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE'
  /** RFC 3339. */
  readonly until: string
}

/** One version of an object; a delete marker has no content. */
export interface ObjectVersion {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly deleteMarker: boolean
  readonly size: number
  readonly etag: string
  /** Base64. */
  readonly crc32: string
  /** What a GET gives back: content type, disposition, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>
  /** Absent: encrypted as every object is, with a key of S3's own. */
  readonly encryption?: { readonly keyArn: string; readonly bucketKey: boolean }
  readonly retention?: Retention
  readonly legalHold?: boolean
}

/**
 * The objects of one bucket in a folder: per key a folder named by the key's hash, so that no key
 * can lead out of it; in it `versions.json` and one file per version.
 */
export interface BucketStore {
  /** Newest first; empty for a key that is not there. */
  versions(key: string): readonly ObjectVersion[]
  /** Keys in the order of their UTF-8 bytes. */
  keys(): string[]
  read(key: string, version: ObjectVersion): Promise<Buffer>
  add(key: string, version: ObjectVersion, data: Buffer | undefined): Promise<void>
  /** Puts another list in place of a key's versions; content of versions left out is deleted. */
  replace(key: string, versions: readonly ObjectVersion[]): Promise<void>
  /** Runs one change of a key at a time. */
  exclusively<T>(key: string, change: () => Promise<T>): Promise<T>
}

interface VersionsFile {
  readonly key: string
  readonly versions: readonly ObjectVersion[]
}

export function openBucketStore(dir: string): BucketStore {
  privateFolder(dir)
  const objects = new Map<string, readonly ObjectVersion[]>()
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const file = join(dir, entry.name, 'versions.json')
    if (!entry.isDirectory() || !existsSync(file)) continue
    const { key, versions } = JSON.parse(readFileSync(file, 'utf8')) as VersionsFile
    objects.set(key, versions)
  }
  const folderOf = (key: string) => join(dir, createHash('sha256').update(key).digest('hex'))
  const contentOf = (key: string, { id }: ObjectVersion) => join(folderOf(key), `${id}.bin`)
  const turns = new Map<string, Promise<unknown>>()

  async function store(key: string, versions: readonly ObjectVersion[]): Promise<void> {
    const file = join(folderOf(key), 'versions.json')
    await writeDurably(file, JSON.stringify({ key, versions } satisfies VersionsFile))
    objects.set(key, versions)
  }

  return {
    versions: (key) => objects.get(key) ?? [],
    keys: () => [...objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    read: (key, version) => readFile(contentOf(key, version)),

    async add(key, version, data) {
      const created = await mkdir(folderOf(key), { recursive: true, mode: 0o700 })
      if (created) await syncFolder(dir)
      // Order matters: the content is there before any list names it.
      if (data) await writeDurably(contentOf(key, version), data)
      const others = (objects.get(key) ?? []).filter(({ id }) => id !== version.id)
      await store(key, [version, ...others])
    },

    async replace(key, versions) {
      const before = objects.get(key) ?? []
      if (versions.length > 0) {
        await store(key, versions)
        const gone = before.filter(({ id }) => !versions.some((kept) => kept.id === id))
        for (const version of gone) await rm(contentOf(key, version), { force: true })
        return
      }
      await rm(folderOf(key), { recursive: true, force: true })
      await syncFolder(dir)
      objects.delete(key)
    },

    exclusively(key, change) {
      const turn = (turns.get(key) ?? Promise.resolve()).then(change, change)
      turns.set(key, turn)
      const forget = () => {
        if (turns.get(key) === turn) turns.delete(key)
      }
      turn.then(forget, forget)
      return turn
    },
  }
}

/** @param versioned without versioning every object has the one version `null` */
export function newVersion(
  options: { versioned: boolean; at: number },
  data: Buffer | undefined,
): Pick<ObjectVersion, 'id' | 'at' | 'deleteMarker' | 'size' | 'etag' | 'crc32'> {
  const content = data ?? Buffer.alloc(0)
  return {
    id: options.versioned ? randomBytes(24).toString('base64url') : 'null',
    at: options.at,
    deleteMarker: data === undefined,
    size: content.length,
    etag: `"${createHash('md5').update(content).digest('hex')}"`,
    crc32: crc32Of(content),
  }
}
