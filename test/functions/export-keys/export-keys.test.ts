import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { exportKeys } from '../../../functions/export-keys/export-keys.ts'
import { KeyExports } from '../../../shared/aws/key-exports.ts'
import {
  account,
  allowAll,
  keyPolicy,
  region,
  startServices,
  type TestServices,
} from '../../infra/local/services/start-services.ts'

const arnOf = (table: string) => `arn:aws:dynamodb:${region}:${account}:table/${table}`
const stores = { 'noteseal-keys': arnOf('Keys'), 'noteseal-process-keys': arnOf('ProcessKeys') }
const Bucket = 'exports'

let test: TestServices
let exports: KeyExports
const started: TestServices[] = []

beforeEach(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  test = await startServices()
  started.push(test)
  const { keyArn } = await test.services.kms.createKey('storage', { KeyPolicy: keyPolicy })
  for (const name of ['Keys', 'ProcessKeys'])
    await test.services.dynamodb.createTable(name, {
      AttributeDefinitions: ['branch-key-id', 'type'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'branch-key-id', KeyType: 'HASH' },
        { AttributeName: 'type', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  await test.services.s3.createBucket(Bucket, { VersioningConfiguration: { Status: 'Enabled' } })
  const { dynamodb, s3 } = test.clientsOf('export-keys', allowAll)
  exports = new KeyExports(dynamodb, s3, { bucket: Bucket, storageKey: keyArn })
  await dynamodb.send(
    new PutItemCommand({
      TableName: 'Keys',
      Item: { 'branch-key-id': { S: 'C#1' }, type: { S: 'branch:version:1' } },
    }),
  )
})
afterAll(() => Promise.all(started.map((each) => each.close())))

const run = (day: string, which: Readonly<Record<string, string>> = stores) =>
  exportKeys({ exports, stores: which, now: () => `${day}T04:00:00.000Z` })
const objects = async () => (await test.services.s3.versions(Bucket)).map(({ key }) => key)
const manifests = async (day: string) =>
  (await objects()).filter((key) => key.startsWith(`keys/${day}/`) && key.endsWith('summary.json'))

describe('the daily export of the key stores', () => {
  it('copies every store, once a day however often it is asked for', async () => {
    await run('2026-03-01')
    await run('2026-03-01')
    expect(await manifests('2026-03-01')).toHaveLength(2)
    await run('2026-03-02')
    expect(await manifests('2026-03-02')).toHaveLength(2)
  })

  it('names the store whose last export was never finished, after it began today’s', async () => {
    const { s3 } = test.clientsOf('dynamodb', allowAll)
    await run('2026-03-01', { 'noteseal-keys': stores['noteseal-keys'] })
    const Key = 'keys/2026-03-01/noteseal-process-keys/AWSDynamoDB/1/_started'
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(0) }))
    await expect(run('2026-03-02')).rejects.toThrow(
      /^noteseal-process-keys 2026-03-01 is not finished$/,
    )
    expect(await manifests('2026-03-02')).toHaveLength(2)
    await run('2026-03-03')
  })

  it('exports one store where another cannot be, and names that', async () => {
    const gone = { ...stores, 'noteseal-process-keys': arnOf('Gone') }
    await expect(run('2026-03-01', gone)).rejects.toThrow(
      /^noteseal-process-keys 2026-03-01 ResourceNotFoundException$/,
    )
    expect(await manifests('2026-03-01')).toHaveLength(1)
  })

  it('tells its log days, stores and errors, and no key', async () => {
    await run('2026-03-01')
    expect(JSON.stringify(vi.mocked(console.info).mock.calls)).not.toContain('C#1')
  })
})
