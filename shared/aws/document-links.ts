import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type Instant, plusMilliseconds } from '../clock.ts'

/** Long enough to follow a link at once, too short to pass it on. */
const LIFETIME_SECONDS = 60

/** Links to documents, signed here and checked by S3 when they are followed. */
export class DocumentLinks {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3
    this.#bucket = bucket
  }

  /** @param name what the browser calls the file: it stays behind in download lists, so it is opaque */
  async to(key: string, name: string, at: Instant): Promise<{ url: string; expiresAt: Instant }> {
    const url = await getSignedUrl(
      this.#s3,
      new GetObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        ResponseContentDisposition: `attachment; filename="${name}.pdf"`,
        ResponseContentType: 'application/pdf',
        ResponseCacheControl: 'no-store',
      }),
      { expiresIn: LIFETIME_SECONDS, signingDate: new Date(at) },
    )
    return { url, expiresAt: plusMilliseconds(at, LIFETIME_SECONDS * 1000) }
  }
}
