import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import {
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../../../../infra/local/services/iam/policy.ts'
import {
  account,
  allowAll,
  keyPolicy,
  region,
  startServices,
  type TestServices,
} from '../start-services.ts'
import { contractTable, key, N } from './contract-table.ts'

const Bucket = 'exports'
const TableArn = `arn:aws:dynamodb:${region}:${account}:table/Exported`

let test: TestServices
let db: DynamoDBClient
let s3: S3Client
let keyArn: string

beforeAll(async () => {
  test = await startServices()
  ;({ dynamodb: db, s3 } = test.clientsOf('operator', allowAll))
  ;({ keyArn } = await test.services.kms.createKey('storage', { KeyPolicy: keyPolicy }))
  await test.services.dynamodb.createTable('Exported', {
    ...contractTable,
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  })
  await test.services.s3.createBucket(Bucket, {
    VersioningConfiguration: { Status: 'Enabled' },
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 33 } } },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
        },
      ],
    },
  })
  await db.send(new PutItemCommand({ TableName: 'Exported', Item: { ...key('p', 'a'), n: N(1) } }))
})
afterAll(() => test.close())

const order = (more: Partial<ExportTableToPointInTimeCommandInput> = {}) =>
  new ExportTableToPointInTimeCommand({
    TableArn,
    S3Bucket: Bucket,
    S3Prefix: 'keys/2026-03-01',
    S3SseAlgorithm: 'KMS',
    S3SseKmsKeyId: keyArn,
    ClientToken: crypto.randomUUID(),
    ...more,
  })

const bytesOf = async (Key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}
const keys = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key ?? '')

describe('an export of a table', () => {
  it('lies in the bucket as DynamoDB lays it out, and tells the items of its moment', async () => {
    const second = new Date(Math.floor(test.now() / 1000) * 1000)
    test.advance(2_000)
    await db.send(
      new PutItemCommand({ TableName: 'Exported', Item: { ...key('p', 'a'), n: N(2) } }),
    )
    const { ExportDescription: told } = await db.send(order({ ExportTime: second }))
    expect(told).toMatchObject({ ExportStatus: 'IN_PROGRESS', TableArn, S3Bucket: Bucket })

    const summary = JSON.parse((await bytesOf(told?.ExportManifest ?? '')).toString())
    expect(summary).toMatchObject({
      tableArn: TableArn,
      itemCount: 1,
      outputFormat: 'DYNAMODB_JSON',
      exportType: 'FULL_EXPORT',
      s3SseKmsKeyId: keyArn,
    })
    const files = (await bytesOf(summary.manifestFilesS3Key)).toString().trim().split('\n')
    const [file] = files.map((line) => JSON.parse(line))
    const data = await bytesOf(file.dataFileS3Key)
    expect(createHash('md5').update(data).digest('base64')).toBe(file.md5Checksum)
    expect(JSON.parse(gunzipSync(data).toString())).toEqual({
      Item: { ...key('p', 'a'), n: N(1) },
    })
    const folder = String(told?.ExportManifest).replace(/manifest-summary\.json$/, '')
    expect((await keys()).map((each) => each.replace(/[0-9a-f]{32}/, '…')).sort()).toEqual(
      [
        '_started',
        'data/….json.gz',
        'manifest-files.json',
        'manifest-files.md5',
        'manifest-summary.json',
        'manifest-summary.md5',
      ].map((name) => folder + name),
    )
  })

  it('is made once for a token, and another one under it is refused', async () => {
    const ClientToken = 'keys-of-the-day'
    const first = await db.send(order({ ClientToken }))
    const before = await keys()
    const again = await db.send(order({ ClientToken }))
    expect(again.ExportDescription).toEqual(first.ExportDescription)
    await expect(db.send(order({ ClientToken, S3Prefix: 'other' }))).rejects.toMatchObject({
      name: 'ExportConflictException',
    })
    expect(await keys()).toEqual(before)
    test.advance(8 * 3_600_000 + 1)
    await test.services.dynamodb.sweepExpired()
    const later = await db.send(order({ ClientToken }))
    expect(later.ExportDescription?.ExportArn).not.toBe(first.ExportDescription?.ExportArn)
  })

  const rights: Readonly<Record<string, string>> = {
    'dynamodb:ExportTableToPointInTime': TableArn,
    's3:PutObject': `arn:aws:s3:::${Bucket}/*`,
    's3:PutObjectAcl': `arn:aws:s3:::${Bucket}/*`,
    's3:AbortMultipartUpload': `arn:aws:s3:::${Bucket}/*`,
    'kms:Decrypt': '*',
    'kms:GenerateDataKey': '*',
  }
  it.each(Object.keys(rights))('needs %s, and leaves nothing without it', async (missing) => {
    const Statement = Object.entries(rights).flatMap(([Action, Resource]) =>
      Action === missing ? [] : [{ Effect: 'Allow' as const, Action, Resource }],
    )
    const policy: PolicyDocument = { Version: '2012-10-17', Statement }
    const { dynamodb } = test.clientsOf(`without-${missing.replace(':', '-')}`, policy)
    const before = await keys()
    await expect(dynamodb.send(order())).rejects.toMatchObject({ name: 'AccessDeniedException' })
    expect(await keys()).toEqual(before)
  })

  it('is had of no table without point-in-time recovery', async () => {
    await test.services.dynamodb.createTable('Plain', contractTable)
    await expect(
      db.send(order({ TableArn: TableArn.replace('Exported', 'Plain') })),
    ).rejects.toMatchObject({ name: 'PointInTimeRecoveryUnavailableException' })
  })
})
