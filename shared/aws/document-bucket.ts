import { createHash } from 'node:crypto'
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'

export interface StoredObject {
  readonly key: string
  readonly bytes: Uint8Array
  readonly contentType: string
}

/** Where documents lie. Objects are added and never replaced: there is no call that could. */
export class DocumentBucket {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3
    this.#bucket = bucket
  }

  /** @returns `there already` when an object has that key, whatever it holds */
  async putNew({ key, bytes, contentType }: StoredObject): Promise<'put' | 'there already'> {
    try {
      await this.#s3.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          // S3 refuses bytes that did not arrive as they left; a lock wants a checksum anyway.
          ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
          IfNoneMatch: '*',
        }),
      )
      return 'put'
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') {
        return 'there already'
      }
      throw error
    }
  }
}

/** Made once, outside any handler. Region, credentials and endpoint come from the environment. */
export const s3 = (): S3Client => new S3Client({ maxAttempts: 4 })
