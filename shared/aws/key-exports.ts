import { type DynamoDBClient, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb'
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'

/** Every export lies below it: `keys/<day>/<store>/AWSDynamoDB/<export>/…`. */
const ROOT = 'keys/'

/** What DynamoDB writes last: an export without it was not finished. */
const MANIFEST = /\/manifest-summary\.json$/

export interface KeyExportsPlace {
  readonly bucket: string
  /** ARN of the KMS key under which the bucket keeps them. */
  readonly storageKey: string
}

/** Copies of the key stores, in a bucket where nobody can delete them and nothing stays. */
export class KeyExports {
  readonly #db: DynamoDBClient
  readonly #s3: S3Client
  readonly #place: KeyExportsPlace

  constructor(db: DynamoDBClient, s3: S3Client, place: KeyExportsPlace) {
    this.#db = db
    this.#s3 = s3
    this.#place = place
  }

  /** Begins the export of a store; asked again within eight hours, it is the same one. */
  async begin(store: string, tableArn: string, day: string): Promise<void> {
    await this.#db.send(
      new ExportTableToPointInTimeCommand({
        TableArn: tableArn,
        ClientToken: `${store}-${day}`,
        S3Bucket: this.#place.bucket,
        S3Prefix: `${ROOT}${day}/${store}`,
        S3SseAlgorithm: 'KMS',
        S3SseKmsKeyId: this.#place.storageKey,
        ExportFormat: 'DYNAMODB_JSON',
      }),
    )
  }

  /** The last day before this one on which an export was begun, of those that are still kept. */
  async lastDayBefore(day: string): Promise<string | undefined> {
    const { CommonPrefixes = [] } = await this.#s3.send(
      new ListObjectsV2Command({ Bucket: this.#place.bucket, Prefix: ROOT, Delimiter: '/' }),
    )
    return CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(ROOT.length, -1))
      .filter((each) => each < day)
      .toSorted()
      .at(-1)
  }

  async isComplete(store: string, day: string): Promise<boolean> {
    let token: string | undefined
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({
          Bucket: this.#place.bucket,
          Prefix: `${ROOT}${day}/${store}/`,
          ...(token && { ContinuationToken: token }),
        }),
      )
      if (page.Contents?.some(({ Key = '' }) => MANIFEST.test(Key))) return true
      token = page.NextContinuationToken
    } while (token)
    return false
  }
}
