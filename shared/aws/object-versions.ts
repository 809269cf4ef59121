import { DeleteObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3'

/** One version of an object, or the mark that it was deleted: that, too, has the object's name. */
export interface ObjectVersion {
  readonly key: string
  readonly versionId: string
}

interface Marker {
  readonly KeyMarker?: string
  readonly VersionIdMarker?: string
}

/** Destroys objects with all their versions. Nobody else's rights reach that far. */
export class ObjectVersions {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3
    this.#bucket = bucket
  }

  /** All versions under a prefix, page after page. */
  async *pages(prefix: string): AsyncGenerator<readonly ObjectVersion[]> {
    let from: Marker | undefined = {}
    while (from) {
      const page: { versions: ObjectVersion[]; next: Marker | undefined } = await this.#page(
        prefix,
        from,
      )
      yield page.versions
      from = page.next
    }
  }

  async #page(prefix: string, from: Marker) {
    const found = await this.#s3.send(
      new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: prefix, ...from }),
    )
    const versions = [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])].map(
      ({ Key, VersionId }): ObjectVersion => {
        if (Key === undefined || VersionId === undefined)
          throw new Error('S3 listed a version without its name')
        return { key: Key, versionId: VersionId }
      },
    )
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = found
    const next = IsTruncated
      ? {
          ...(NextKeyMarker !== undefined && { KeyMarker: NextKeyMarker }),
          ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
        }
      : undefined
    return { versions, next }
  }

  /** Past the governance lock, which is there to keep everybody else from it. */
  async destroy({ key, versionId }: ObjectVersion): Promise<void> {
    await this.#s3.send(
      new DeleteObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        VersionId: versionId,
        BypassGovernanceRetention: true,
      }),
    )
  }
}
