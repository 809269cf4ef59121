import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { certificateFolder, isCertificateItem } from '../document/certificate-place.ts'
import { CertificateDocument } from '../document/document-item.ts'
import { documentRecordKey } from '../document/document-record.ts'
import type { Id } from '../id.ts'
import { Certificate } from '../retention/certificate.ts'

export interface StoredCertificate {
  readonly certificate: Certificate
  readonly document: CertificateDocument
}

/** Certificates as they lie in the documents bucket, where no restore of a table reaches. */
export class StoredCertificates {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3
    this.#bucket = bucket
  }

  /**
   * A client's, the one that was made first of each part.
   *
   * @throws ZodError, SyntaxError for what is none
   */
  async of(practiceId: Id, clientId: Id): Promise<StoredCertificate[]> {
    const { Contents = [] } = await this.#s3.send(
      new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: certificateFolder(practiceId, clientId),
      }),
    )
    const items = Contents.flatMap(({ Key = '', LastModified }) =>
      isCertificateItem(Key) ? [{ key: Key, at: LastModified?.getTime() ?? 0 }] : [],
    )
    const found = await Promise.all(
      items
        .toSorted((a, b) => a.at - b.at)
        .map(async ({ key }) => CertificateDocument.parse(await this.#json(key))),
    )
    const first = [1, 2].flatMap((part) => found.find((each) => each.part === part) ?? [])
    return Promise.all(
      first.map(async (document) => ({
        certificate: Certificate.parse(await this.#json(documentRecordKey(document))),
        document,
      })),
    )
  }

  async #json(Key: string): Promise<unknown> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key }))
    return JSON.parse((await Body?.transformToString()) ?? '')
  }
}
