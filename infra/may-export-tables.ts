import { Stack } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { type AnyTable, keyOf, type Right, statement } from './right.ts'

/**
 * Exports of whole tables into a bucket: DynamoDB writes the files in the caller's name, in parts
 * where they are large, and the caller never sees an item.
 */
export const exportTables = (
  tables: readonly AnyTable[],
  bucket: Bucket,
  prefix: string,
): Right => ({
  statements: [
    statement(
      'ExportTables',
      ['dynamodb:ExportTableToPointInTime'],
      tables.map((table) => table.tableArn),
    ),
    statement(
      'WriteExports',
      ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
      [bucket.arnForObjects(`${prefix}*`)],
    ),
    statement('ListExports', ['s3:ListBucket'], [bucket.bucketArn], {
      StringLike: { 's3:prefix': `${prefix}*` },
    }),
    statement(
      'LockExports',
      ['kms:GenerateDataKey', 'kms:Decrypt'],
      [keyOf(bucket.node.path, bucket.encryptionKey).keyArn],
      {
        StringEquals: {
          'kms:ViaService': `s3.${Stack.of(bucket).region}.${Stack.of(bucket).urlSuffix}`,
          'kms:EncryptionContext:aws:s3:arn': bucket.bucketArn,
        },
      },
    ),
  ],
  tables,
  acknowledged: {
    [`AwsSolutions::AwsSolutions-IAM5[Resource::<Buckets${bucket.node.id}.Arn>/${prefix}*]` as const]:
      'DynamoDB names the files of an export; the prefix is the boundary.',
  },
})
