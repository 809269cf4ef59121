import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { ExportFiles } from '../export/export-files.ts'
import { MANIFEST } from '../export/export-manifest.ts'

/** Files read at once. */
const AT_ONCE = 16

/** An export that somebody put into the bucket of arrivals: what is to be read of it is fetched first. */
export class ArrivedFiles {
  readonly #s3: S3Client
  readonly #bucket: string
  readonly #folder: string
  readonly paths: readonly string[]

  private constructor(s3: S3Client, bucket: string, folder: string, paths: readonly string[]) {
    this.#s3 = s3
    this.#bucket = bucket
    this.#folder = folder
    this.paths = paths
  }

  /** @param folder in the bucket, with a `/` at its end */
  static async in(s3: S3Client, bucket: string, folder: string): Promise<ArrivedFiles> {
    const paths: string[] = []
    let token: string | undefined
    do {
      const page: ListObjectsV2CommandOutput = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: folder,
          ...(token && { ContinuationToken: token }),
        }),
      )
      for (const { Key } of page.Contents ?? []) if (Key) paths.push(Key.slice(folder.length))
      token = page.NextContinuationToken
    } while (token)
    return new ArrivedFiles(s3, bucket, folder, paths.sort())
  }

  /** With the manifest alone: every path is known, nothing else can be read. */
  async manifest(): Promise<ExportFiles> {
    const files = await this.#fetch(this.paths.filter((path) => path === MANIFEST))
    return { paths: () => this.paths, read: (path) => files.get(path) }
  }

  /** All that lies in one of its folders: `practice/`, `clients/<id>/`. */
  async under(folder: string): Promise<ExportFiles> {
    const paths = this.paths.filter((path) => path.startsWith(folder))
    const files = await this.#fetch(paths)
    return { paths: () => paths, read: (path) => files.get(path) }
  }

  async #fetch(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>()
    const waiting = [...paths]
    const work = async () => {
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        const { Body } = await this.#s3.send(
          new GetObjectCommand({ Bucket: this.#bucket, Key: this.#folder + path }),
        )
        if (!Body) throw new Error('S3 answered without bytes')
        found.set(path, await Body.transformToByteArray())
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return found
  }
}
