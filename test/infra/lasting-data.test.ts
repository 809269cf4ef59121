import { beforeAll, describe, expect, it } from 'vitest'
import { KEY_BACKUP_DAYS } from '../../shared/retention/disposal.ts'
import { type Resource, type Synthesized, synthesized } from './synthesized.ts'

let app: Synthesized
beforeAll(() =>
  synthesized('prod', (made) => {
    app = made
  }),
)

const named = (type: string, name: string): Resource => {
  const found = app.ofType(type).find(({ id }) => id.replace(/[0-9A-F]{8}$/, '') === name)
  if (!found) throw new Error(`There is no ${name}`)
  return found
}
const table = (name: string) => named('AWS::DynamoDB::Table', name).properties
const idsOf = (...types: string[]) =>
  types.flatMap((type) => app.ofType(type).map(({ id }) => id)).sort()

describe('what a practice has written', () => {
  it('is never replaced: its logical ids stay', () => {
    expect(idsOf('AWS::DynamoDB::Table')).toEqual([
      'Access9901B1FF',
      'Directory98167B95',
      'Keys4E30B592',
      'LedgerB7379752',
      'ProcessAccess9AD08A0F',
      'ProcessCB70800C',
      'ProcessKeys1B2648A9',
      'Records091F6ECA',
    ])
    expect(idsOf('AWS::S3::Bucket', 'AWS::Backup::BackupVault')).toEqual([
      'BackupsVault1F11AFCC',
      'BucketsAccessLogsA5F88218',
      'BucketsArrivalsBDB26956',
      'BucketsDocumentsE696B60E',
      'BucketsKeyExports118D9C10',
      'BucketsLedgerFDEB804A',
    ])
    expect(idsOf('AWS::KMS::Key')).toEqual([
      'Document7E43FA9A',
      'OpsA097D252',
      'ProcessSeal75903912',
      'SealC01A1568',
      'Statement58F4A638',
      'Storage07F31EBC',
    ])
  })

  it('outlives its stack, in production', () => {
    const kept = [
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      'AWS::Backup::BackupVault',
      'AWS::Cognito::UserPool',
      'AWS::Logs::LogGroup',
    ].flatMap((type) => app.ofType(type))
    expect(kept.filter(({ deletionPolicy }) => deletionPolicy !== 'Retain')).toEqual([])
    const tables = app.ofType('AWS::DynamoDB::Table')
    expect(tables.filter(({ properties }) => !properties['DeletionProtectionEnabled'])).toEqual([])
  })

  it('can be put back to any second of the last 35 days', () => {
    for (const { id, properties } of app.ofType('AWS::DynamoDB::Table'))
      expect(properties['PointInTimeRecoverySpecification'], id).toEqual({
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: 35,
      })
  })
})

describe('keys of clients', () => {
  it('are in no backup, or a backup would undo a destruction', () => {
    const backedUp = app
      .ofType('AWS::Backup::BackupSelection')
      .flatMap(({ properties }) => properties['BackupSelection'].Resources)
    expect(backedUp.sort()).toEqual([
      '<Access.Arn>',
      '<Directory.Arn>',
      '<Ledger.Arn>',
      '<Process.Arn>',
      '<ProcessAccess.Arn>',
      '<Records.Arn>',
    ])
  })

  it('are exported to where nobody can delete them, and from where they are gone in time', () => {
    const { LifecycleConfiguration, ObjectLockConfiguration } = named(
      'AWS::S3::Bucket',
      'BucketsKeyExports',
    ).properties
    expect(ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 33 })
    const [expiring, markers] = LifecycleConfiguration.Rules
    expect(markers).toEqual({ ExpiredObjectDeleteMarker: true, Status: 'Enabled' })
    expect(expiring).toMatchObject({ Status: 'Enabled' })
    expect(expiring.Prefix ?? '').toBe('')
    // Each of the two ends at the midnight after it: a version's last day is one later at most.
    const days = expiring.ExpirationInDays + expiring.NoncurrentVersionExpiration.NoncurrentDays
    expect(days).toBeGreaterThanOrEqual(33)
    expect(days + 2).toBeLessThanOrEqual(KEY_BACKUP_DAYS)
  })

  it('do not expire, do not stream, and lie in the shape that AWS’s key store reads', () => {
    for (const name of ['Keys', 'ProcessKeys']) {
      const { KeySchema, TimeToLiveSpecification, StreamSpecification } = table(name)
      expect(KeySchema).toEqual([
        { AttributeName: 'branch-key-id', KeyType: 'HASH' },
        { AttributeName: 'type', KeyType: 'RANGE' },
      ])
      expect([TimeToLiveSpecification, StreamSpecification]).toEqual([undefined, undefined])
    }
  })

  it('and the directory lapse after 35 days', () => {
    const plans = app.ofType('AWS::Backup::BackupPlan').map(({ id, properties }) => ({
      id,
      days: properties['BackupPlan'].BackupPlanRule[0].Lifecycle.DeleteAfterDays,
    }))
    const month = plans.find(({ days }) => days === 35)
    const inMonth = app
      .ofType('AWS::Backup::BackupSelection')
      .filter(({ properties }) => properties['BackupPlanId'].includes('Month'))
      .flatMap(({ properties }) => properties['BackupSelection'].Resources)
    expect(month?.id).toMatch(/Month/)
    expect(inMonth).toEqual(['<Directory.Arn>'])
  })
})

describe('the key that seals', () => {
  const policyOf = (name: string) => named('AWS::KMS::Key', name).properties['KeyPolicy'].Statement

  it.each(['Seal', 'ProcessSeal'])('encrypts no table and no bucket: %s', (name) => {
    const atRest = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Backup::BackupVault']
      .flatMap((type) => app.ofType(type))
      .map(({ properties }) => JSON.stringify(properties))
    expect(atRest.filter((text) => text.includes(`<${name}.Arn>`))).toEqual([])
    expect(policyOf(name)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Condition: { Null: { 'kms:ViaService': 'false' } },
      }),
    )
  })

  it.each([
    ['Seal', 'noteseal-keys'],
    ['ProcessSeal', 'noteseal-process-keys'],
  ])('works in the context of its own store only: %s', (name, store) => {
    const denied = policyOf(name).filter(({ Effect }: { Effect: string }) => Effect === 'Deny')
    expect(denied.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual([
      { StringNotEquals: { 'kms:EncryptionContext:tablename': store } },
      { Null: { 'kms:EncryptionContext:branch-key-id': 'true' } },
      { Null: { 'kms:ViaService': 'false' } },
    ])
    for (const { Action } of denied)
      expect(Action).toEqual([
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ])
  })

  it('can follow the practice to a second region, and so can the keys that sign', () => {
    const primaries = app
      .ofType('AWS::KMS::Key')
      .filter(({ properties }) => properties['MultiRegion'])
      .map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))
    expect(primaries.sort()).toEqual(['Document', 'ProcessSeal', 'Seal', 'Statement'])
  })
})

describe('a record', () => {
  it('streams its new image, and expires only where it says so', () => {
    const { StreamSpecification, TimeToLiveSpecification } = table('Records')
    expect(StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' })
    expect(TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true })
    const expiring = app
      .ofType('AWS::DynamoDB::Table')
      .filter(({ properties }) => properties['TimeToLiveSpecification'])
    expect(expiring.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['Records', 'Access'])
  })

  it('shows no sealed body in an index', () => {
    const indexes: { IndexName: string; Projection: object }[] =
      table('Records')['GlobalSecondaryIndexes']
    expect(indexes.map(({ IndexName, Projection }) => [IndexName, Projection])).toEqual([
      [
        'due',
        {
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: ['dueAt', 'kind', 'level', 'memberId', 'state'],
        },
      ],
      [
        'work',
        {
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: [
            'state',
            'kind',
            'dueAt',
            'sessionStart',
            'level',
            'noteId',
            'sessionId',
          ],
        },
      ],
      ['outbox', { ProjectionType: 'KEYS_ONLY' }],
      ['disposal', { ProjectionType: 'KEYS_ONLY' }],
    ])
  })
})

describe('a bucket', () => {
  it('keeps versions, answers over TLS only, and is open to nobody outside', () => {
    for (const { id, properties } of app.ofType('AWS::S3::Bucket')) {
      expect(properties['VersioningConfiguration'], id).toEqual({ Status: 'Enabled' })
      expect(Object.values(properties['PublicAccessBlockConfiguration']), id).toEqual([
        true,
        true,
        true,
        true,
      ])
    }
    const insecure = app
      .ofType('AWS::S3::BucketPolicy')
      .map(({ properties }) =>
        properties['PolicyDocument'].Statement.some(
          ({ Effect, Condition }: { Effect: string; Condition?: object }) =>
            Effect === 'Deny' &&
            JSON.stringify(Condition).includes('"aws:SecureTransport":"false"'),
        ),
      )
    expect(insecure).toEqual([true, true, true, true, true])
  })

  it('keeps an export that arrives no longer than a day, whichever version', () => {
    const { LifecycleConfiguration } = named('AWS::S3::Bucket', 'BucketsArrivals').properties
    expect(LifecycleConfiguration.Rules).toContainEqual({
      Status: 'Enabled',
      ExpirationInDays: 1,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    })
  })

  it('locks documents so that a right can lift it, and the ledger so that none can', () => {
    const lock = (name: string) =>
      named('AWS::S3::Bucket', name).properties['ObjectLockConfiguration'].Rule.DefaultRetention
    expect(lock('BucketsDocuments')).toEqual({ Days: 30, Mode: 'GOVERNANCE' })
    expect(lock('BucketsLedger')).toEqual({ Days: 3653, Mode: 'COMPLIANCE' })
  })
})
