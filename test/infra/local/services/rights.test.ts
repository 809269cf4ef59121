import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
} from '@aws-sdk/client-kms'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SendEmailCommand } from '@aws-sdk/client-sesv2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  PolicyDocument,
  PolicyStatement,
} from '../../../../infra/local/services/iam/policy.ts'
import {
  account,
  allowAll,
  keyPolicy,
  region,
  startServices,
  type TestServices,
} from './start-services.ts'

// What functions are given in the templates, tried on the wire: each right alone is not enough,
// and each is enough for no more than it says.

let test: TestServices
let tableArn: string
let storageKey: string
let sealKey: string
let signKey: string

const denied = { name: expect.stringMatching(/^AccessDenied(Exception)?$/) }
const TableName = 'Records'

beforeAll(async () => {
  test = await startServices()
  const key = async (name: string, more: object = {}) =>
    (await test.services.kms.createKey(name, { KeyPolicy: keyPolicy, ...more })).keyArn
  storageKey = await key('storage')
  sealKey = await key('seal', { MultiRegion: true })
  signKey = await key('sign', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  const made = await test.services.dynamodb.createTable(TableName, {
    AttributeDefinitions: ['pk', 'sk', 'dueShard', 'dueAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: storageKey },
  })
  tableArn = made.tableArn
  await test.services.s3.createBucket(
    'documents',
    {
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: storageKey },
          },
        ],
      },
    },
    {
      Statement: {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::documents', 'arn:aws:s3:::documents/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    },
  )
})

afterAll(() => test?.close())

const policy = (...statements: Omit<PolicyStatement, 'Effect'>[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
})

const storage = (
  service: string,
  context: Record<string, string>,
): Omit<PolicyStatement, 'Effect'> => ({
  Sid: 'Storage',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: storageKey,
  Condition: {
    StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com`, ...context },
  },
})

const tableStorage = () =>
  storage('dynamodb', { 'kms:EncryptionContext:aws:dynamodb:tableName': TableName })

const onClients = (Action: string | string[]): Omit<PolicyStatement, 'Effect'> => ({
  Sid: 'Clients',
  Action,
  Resource: tableArn,
  Condition: {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'P#*#C#*' },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  },
})

const item = (pk: string, sk = 'CLIENT') => ({ pk: { S: pk }, sk: { S: sk } })

describe('a role on a table', () => {
  it('reads and writes the partitions it was given, and no others', async () => {
    const statement = onClients(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'])
    const { dynamodb } = test.clientsOf('clients', policy(statement, tableStorage()))
    await dynamodb.send(new PutItemCommand({ TableName, Item: item('P#1#C#1') }))
    await dynamodb.send(new GetItemCommand({ TableName, Key: item('P#1#C#1') }))
    const query = (pk: string) =>
      dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
        }),
      )
    expect((await query('P#1#C#1')).Count).toBe(1)
    for (const foreign of ['P#1', 'SUB#1', 'P#1#DIR']) {
      await expect(
        dynamodb.send(new PutItemCommand({ TableName, Item: item(foreign) })),
      ).rejects.toMatchObject(denied)
      await expect(query(foreign)).rejects.toMatchObject(denied)
    }
    await expect(dynamodb.send(new ScanCommand({ TableName }))).rejects.toMatchObject(denied)
  })

  it('writes in a transaction only what it could write alone', async () => {
    const statement = onClients(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'])
    const { dynamodb } = test.clientsOf('transactor', policy(statement, tableStorage()))
    const put = (pk: string) => ({ Put: { TableName, Item: item(pk, 'TX') } })
    const check = {
      ConditionCheck: {
        TableName,
        Key: item('P#1#C#9', 'other'),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }
    const transact = (...TransactItems: object[]) =>
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems }))
    await transact(put('P#1#C#1'), check)
    await expect(transact(put('P#1#C#2'), put('P#1'))).rejects.toMatchObject(denied)
    const gone = { Delete: { TableName, Key: item('P#1#C#1', 'TX') } }
    await expect(transact(gone)).rejects.toMatchObject(denied)
    expect(await test.services.dynamodb.items(TableName)).not.toContainEqual(item('P#1#C#2', 'TX'))
  })

  it('queries an index by the index’s own right', async () => {
    const onTable = policy({ Action: 'dynamodb:Query', Resource: tableArn }, tableStorage())
    const onIndex = policy(
      { Action: 'dynamodb:Query', Resource: `${tableArn}/index/due` },
      tableStorage(),
    )
    const query = (name: string, document: PolicyDocument) =>
      test.clientsOf(name, document).dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard',
          ExpressionAttributeValues: { ':shard': { S: 'DUE#0' } },
        }),
      )
    await expect(query('table-only', onTable)).rejects.toMatchObject(denied)
    await query('index-only', onIndex)
  })

  it('may be kept to named attributes', async () => {
    const statement: Omit<PolicyStatement, 'Effect'> = {
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Resource: tableArn,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'state'] },
      },
    }
    const { dynamodb } = test.clientsOf('attributes', policy(statement, tableStorage()))
    const put = (more: object) =>
      dynamodb.send(new PutItemCommand({ TableName, Item: { ...item('P#1#C#5'), ...more } }))
    await put({ state: { S: 'draft' } })
    await expect(put({ sealed: { S: 'x' } })).rejects.toMatchObject(denied)
  })

  it('needs the key that encrypts the table, through DynamoDB, for this table', async () => {
    const use = { Action: 'dynamodb:*', Resource: '*' }
    const get = (name: string, ...statements: Omit<PolicyStatement, 'Effect'>[]) =>
      test
        .clientsOf(name, policy(use, ...statements))
        .dynamodb.send(new GetItemCommand({ TableName, Key: item('P#1#C#1') }))
    const otherTable = { 'kms:EncryptionContext:aws:dynamodb:tableName': 'Other' }
    await expect(get('no-key')).rejects.toMatchObject(denied)
    await expect(get('other-table', storage('dynamodb', otherTable))).rejects.toMatchObject(denied)
    await expect(get('other-service', storage('s3', {}))).rejects.toMatchObject(denied)
    await get('right-key', tableStorage())
  })

  it('cannot read a table whose key is on its way out', async () => {
    const { keyId } = await test.services.kms.createKey('leaving', { KeyPolicy: keyPolicy })
    await test.services.dynamodb.createTable('Leaving', {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: keyId },
    })
    const { dynamodb, kms } = test.clientsOf('owner', allowAll)
    const get = () =>
      dynamodb.send(new GetItemCommand({ TableName: 'Leaving', Key: { pk: { S: 'a' } } }))
    await get()
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId }))
    await expect(get()).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
  })

  it('does not learn whether a table exists that it may not use', async () => {
    const { dynamodb } = test.clientsOf('nobody', policy({ Action: 's3:*', Resource: '*' }))
    const get = (name: string) =>
      dynamodb.send(new GetItemCommand({ TableName: name, Key: item('x') }))
    await expect(get(TableName)).rejects.toMatchObject(denied)
    await expect(get('Nowhere')).rejects.toMatchObject(denied)
  })

  it('reads the stream by the stream’s rights', async () => {
    const streams = ['DescribeStream', 'GetShardIterator', 'GetRecords'].map(
      (name) => `dynamodb:${name}`,
    )
    test.clientsOf(
      'reader',
      policy({ Action: streams, Resource: `${tableArn}/stream/*` }, tableStorage()),
    )
    test.clientsOf('not-reader', policy({ Action: streams, Resource: tableArn }, tableStorage()))
    const read = (name: string) =>
      test.services.dynamodb.streamRecords(TableName, undefined, 10, test.principal(name))
    expect((await read('reader')).length).toBeGreaterThan(0)
    await expect(read('not-reader')).rejects.toMatchObject(denied)
  })
})

describe('a role on a key', () => {
  const branch = { 'aws-crypto-ec:kind': 'client', 'branch-key-id': 'P#1#C#1', tablename: 'keys' }

  it('opens what is bound to the context it was given, and nothing with more or less of it', async () => {
    const statement: Omit<PolicyStatement, 'Effect'> = {
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: sealKey,
      Condition: {
        StringEquals: { 'kms:EncryptionContext:tablename': 'keys' },
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': Object.keys(branch) },
        Null: { 'kms:EncryptionContext:branch-key-id': 'false' },
      },
    }
    const { kms } = test.clientsOf('sealer', policy(statement))
    const make = (EncryptionContext: Record<string, string>) =>
      kms.send(
        new GenerateDataKeyCommand({ KeyId: sealKey, KeySpec: 'AES_256', EncryptionContext }),
      )
    const { CiphertextBlob } = await make(branch)
    await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: branch }))
    await expect(make({ ...branch, tablename: 'process-keys' })).rejects.toMatchObject(denied)
    await expect(make({ ...branch, more: 'x' })).rejects.toMatchObject(denied)
    await expect(make({ tablename: 'keys' })).rejects.toMatchObject(denied)
    await expect(make({})).rejects.toMatchObject(denied)
  })

  it('signs with the algorithm and kind of message it was given', async () => {
    const statement: Omit<PolicyStatement, 'Effect'> = {
      Action: 'kms:Sign',
      Resource: signKey,
      Condition: {
        StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' },
      },
    }
    const { kms } = test.clientsOf('signer', policy(statement))
    const sign = (MessageType: 'RAW' | 'DIGEST') =>
      kms.send(
        new SignCommand({
          KeyId: signKey,
          Message: Buffer.alloc(32, 1),
          MessageType,
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      )
    await sign('DIGEST')
    await expect(sign('RAW')).rejects.toMatchObject(denied)
  })

  it('that encrypts tables cannot be used directly', async () => {
    const { kms } = test.clientsOf('direct', policy(tableStorage()))
    const make = kms.send(new GenerateDataKeyCommand({ KeyId: storageKey, KeySpec: 'AES_256' }))
    await expect(make).rejects.toMatchObject(denied)
  })
})

describe('a role on a bucket', () => {
  const bucketStorage = () =>
    storage('s3', { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::documents' })
  const Bucket = 'documents'

  it('puts below the prefix it was given, and cannot read back', async () => {
    const statement = { Action: 's3:PutObject', Resource: 'arn:aws:s3:::documents/documents/*' }
    const { s3 } = test.clientsOf('renderer', policy(statement, bucketStorage()))
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'pdf' }))
    await put('documents/1.pdf')
    await expect(put('elsewhere/1.pdf')).rejects.toMatchObject(denied)
    const get = s3.send(new GetObjectCommand({ Bucket, Key: 'documents/1.pdf' }))
    await expect(get).rejects.toMatchObject(denied)
  })

  it('needs the key that encrypts the bucket, for this bucket', async () => {
    const statement = { Action: 's3:*', Resource: '*' }
    const put = (name: string, ...statements: Omit<PolicyStatement, 'Effect'>[]) =>
      test
        .clientsOf(name, policy(statement, ...statements))
        .s3.send(new PutObjectCommand({ Bucket, Key: 'documents/key', Body: 'x' }))
    const otherBucket = { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::other' }
    await expect(put('no-bucket-key')).rejects.toMatchObject(denied)
    await expect(put('other-bucket', storage('s3', otherBucket))).rejects.toMatchObject(denied)
    await put('bucket-key', bucketStorage())
  })

  it('that may not list is not told what is missing', async () => {
    const get = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::documents/*' }
    const list = { Action: 's3:ListBucket', Resource: 'arn:aws:s3:::documents' }
    const missing = new GetObjectCommand({ Bucket, Key: 'documents/missing' })
    const blind = test.clientsOf('blind', policy(get)).s3
    await expect(blind.send(missing)).rejects.toMatchObject(denied)
    const seeing = test.clientsOf('seeing', policy(get, list)).s3
    await expect(seeing.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('deletes a version and bypasses a lock only by those very rights', async () => {
    const owner = test.clientsOf('owner', allowAll).s3
    const Key = 'documents/locked'
    const { VersionId } = await owner.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: 'x',
        ObjectLockMode: 'GOVERNANCE',
        ObjectLockRetainUntilDate: new Date(test.now() + 86_400_000),
      }),
    )
    const bypassing = { BypassGovernanceRetention: true }
    const remove = (name: string, actions: string[]) =>
      test
        .clientsOf(name, policy({ Action: actions, Resource: 'arn:aws:s3:::documents/*' }))
        .s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...bypassing }))
    await expect(remove('hider', ['s3:DeleteObject'])).rejects.toMatchObject(denied)
    await expect(remove('deleter', ['s3:DeleteObjectVersion'])).rejects.toMatchObject(denied)
    await remove('destroyer', ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'])
  })
})

describe('a role that sends mail', () => {
  const arn = (part: string) => `arn:aws:ses:${region}:${account}:${part}`

  it('needs identity and configuration set', async () => {
    const send = (name: string, ...resources: string[]) =>
      test.clientsOf(name, policy({ Action: 'ses:SendEmail', Resource: resources })).ses.send(
        new SendEmailCommand({
          FromEmailAddress: 'Noteseal <no-reply@example.org>',
          Destination: { ToAddresses: ['clinician@example.org'] },
          ConfigurationSetName: 'noteseal',
          Content: {
            Simple: {
              Subject: { Data: 'Two notes are due' },
              Body: { Text: { Data: 'Sign in.' } },
            },
          },
        }),
      )
    const set = arn('configuration-set/noteseal')
    await expect(send('no-set', arn('identity/example.org'))).rejects.toMatchObject(denied)
    await expect(send('no-identity', set)).rejects.toMatchObject(denied)
    expect(await test.services.mailbox.list()).toEqual([])
    await send('mailer', arn('identity/example.org'), set)
    expect(await test.services.mailbox.list()).toMatchObject([
      {
        from: 'Noteseal <no-reply@example.org>',
        to: ['clinician@example.org'],
        subject: 'Two notes are due',
        text: 'Sign in.',
      },
    ])
  })
})

describe('the log of used rights', () => {
  it('holds what each role needed, by which statement, once', async () => {
    const { dynamodb } = test.clientsOf(
      'logged',
      policy(onClients(['dynamodb:GetItem', 'dynamodb:PutItem']), tableStorage()),
    )
    for (const pk of ['P#1#C#1', 'P#1#C#2']) {
      await dynamodb.send(new GetItemCommand({ TableName, Key: item(pk) }))
    }
    const used = test.services.usedRights.list()
    const own = used.filter(({ functionName }) => functionName === 'logged')
    expect(own.map(({ action, resource, statements }) => [action, resource, statements])).toEqual([
      ['dynamodb:GetItem', tableArn, ['Clients']],
      ['kms:Decrypt', storageKey, ['Storage']],
    ])
  })
})
