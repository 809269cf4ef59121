import type { PolicyDocument } from '../services/iam/policy.ts'
import type {
  BucketProperties,
  KeyProperties,
  Services,
  TableProperties,
} from '../services/service.ts'
import type { Estate } from '../template/estate.ts'

/** Tables that stand in the templates' own ones' place, put back to a moment: all to one. */
export interface PutBack {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly nameOf: (table: string) => string
}

/**
 * Makes the keys, tables, buckets and queues of the templates in the services, or finds them there
 * from an earlier start. The order matters: tables and buckets name their keys.
 */
export async function makeResources(
  estate: Estate,
  services: Services,
  putBack?: PutBack,
): Promise<void> {
  for (const key of estate.all('AWS::KMS::Key')) {
    const properties = key.properties as unknown as KeyProperties
    const { keyId, keyArn } = await services.kms.createKey(key.name, properties)
    estate.learn(key, { Ref: keyId, KeyId: keyId, Arn: keyArn })
  }
  for (const table of estate.all('AWS::DynamoDB::Table')) {
    const properties = table.properties as unknown as TableProperties
    const name = putBack ? putBack.nameOf(table.name) : table.name
    if (putBack) {
      await services.dynamodb.createTable(table.name, properties)
      await services.dynamodb.restoreTable(table.name, name, putBack.at)
    }
    const { tableArn, streamArn } = await services.dynamodb.createTable(name, properties)
    estate.learn(table, { Ref: name, Arn: tableArn, StreamArn: streamArn })
  }
  const bucketPolicies = new Map(
    estate
      .all('AWS::S3::BucketPolicy')
      .map(({ properties }) => [properties['Bucket'], properties['PolicyDocument']]),
  )
  for (const bucket of estate.all('AWS::S3::Bucket')) {
    const { bucketArn } = await services.s3.createBucket(
      bucket.name,
      bucket.properties as unknown as BucketProperties,
      bucketPolicies.get(bucket.name) as PolicyDocument | undefined,
    )
    estate.learn(bucket, { Arn: bucketArn })
  }
  for (const queue of estate.all('AWS::SQS::Queue')) {
    const { queueArn, queueUrl } = await services.queues.createQueue(queue.name, queue.properties)
    estate.learn(queue, { Ref: queueUrl, QueueUrl: queueUrl, Arn: queueArn })
  }
}
