import { Stack } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { keyOf, type Right, statement } from './right.ts'

/**
 * Also what a presigned link needs: S3 asks for its signer's rights when the link is followed.
 *
 * @param what tells the statements apart where a function reads in more than one bucket
 */
export const readObjects = (bucket: Bucket, prefix: string, what = 'Objects'): Right => ({
  statements: [
    statement(`Read${what}`, ['s3:GetObject'], [bucket.arnForObjects(`${prefix}*`)]),
    bucketKey(`Open${what}`, bucket, 'kms:Decrypt'),
  ],
  acknowledged: underPrefix(bucket, prefix),
})

/** The names of a prefix's objects. */
export const listObjects = (bucket: Bucket, prefix: string, what = 'Objects'): Right => ({
  statements: [
    statement(`List${what}`, ['s3:ListBucket'], [bucket.bucketArn], {
      StringLike: { 's3:prefix': `${prefix}*` },
    }),
  ],
})

/** New objects only: a put that could replace one has no `If-None-Match` and is denied. */
export const addObjects = (bucket: Bucket, ...prefixes: readonly string[]): Right => ({
  statements: [
    statement(
      'AddObjects',
      ['s3:PutObject'],
      prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
      { Null: { 's3:if-none-match': 'false' } },
    ),
    bucketKey('LockBucket', bucket, 'kms:GenerateDataKey'),
  ],
  acknowledged: Object.fromEntries(
    prefixes.flatMap((prefix) => Object.entries(underPrefix(bucket, prefix))),
  ),
})

/**
 * Everything in the folders of such names, each version of it, past the governance lock: with it goes
 * the right to list what there is, folder by folder.
 */
export const destroyObjects = (bucket: Bucket, folders: string): Right => ({
  statements: [
    statement('ListVersions', ['s3:ListBucketVersions'], [bucket.bucketArn], {
      StringLike: { 's3:prefix': folders },
    }),
    statement(
      'DestroyObjects',
      ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'],
      [bucket.arnForObjects(`${folders}*`)],
    ),
  ],
  acknowledged: underPrefix(bucket, folders),
})

/** With a bucket key the context holds the bucket's ARN, not the object's. */
const bucketKey = (sid: string, bucket: Bucket, action: string) =>
  statement(sid, [action], [keyOf(bucket.node.path, bucket.encryptionKey).keyArn], {
    StringEquals: {
      'kms:ViaService': `s3.${Stack.of(bucket).region}.${Stack.of(bucket).urlSuffix}`,
      'kms:EncryptionContext:aws:s3:arn': bucket.bucketArn,
    },
  })

const underPrefix = (bucket: Bucket, prefix: string) => ({
  [`AwsSolutions::AwsSolutions-IAM5[Resource::<Buckets${bucket.node.id}.Arn>/${prefix}*]` as const]:
    'Objects are named when they are made; the prefix is the boundary.',
})
