import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { Tombstone } from '../retention/tombstone.ts'

const ROOT = 'tombstones/'

/** The tombstones of everybody who was destroyed, as they lie in the ledger's bucket, locked. */
export class Tombstones {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3
    this.#bucket = bucket
  }

  /** Keys in order, from after one. */
  async page(after: string | undefined, limit: number): Promise<string[]> {
    const { Contents = [] } = await this.#s3.send(
      new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: ROOT,
        MaxKeys: limit,
        ...(after && { StartAfter: after }),
      }),
    )
    return Contents.flatMap(({ Key }) => Key ?? [])
  }

  /** @throws ZodError, SyntaxError for what is no tombstone */
  async read(key: string): Promise<Tombstone> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }))
    return Tombstone.parse(JSON.parse((await Body?.transformToString()) ?? ''))
  }
}
