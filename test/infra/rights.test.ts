import { beforeAll, describe, expect, it } from 'vitest'
import { fits as fitsPattern } from '../../infra/local/services/iam/pattern.ts'
import { environment, type FunctionName, functionNames } from '../../shared/environment.ts'
import { type Grant, grantsIn, whoMay } from './granted.ts'
import { type Resource, type Synthesized, synthesized } from './synthesized.ts'

let app: Synthesized
let grants: readonly Grant[]
beforeAll(() =>
  synthesized('prod', (made) => {
    app = made
    grants = grantsIn(made)
  }),
)

const on = (resource: string) => (grant: Grant) => grant.resource === `<${resource}.Arn>`
const about = (resource: string) => (grant: Grant) => grant.resource.startsWith(`<${resource}.`)
const doing = (action: string) => (grant: Grant) => grant.action === action
const both = (a: (g: Grant) => boolean, b: (g: Grant) => boolean) => (grant: Grant) =>
  a(grant) && b(grant)
const may = (fits: (grant: Grant) => boolean) => whoMay(grants, fits)

/** Whether a statement lets an item with this partition key be touched. */
function covers({ conditions }: Grant, partitionKey: string): boolean {
  const patterns = conditions['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []
  return [patterns].flat().some((pattern) => {
    const source = pattern.replaceAll('*', '.*').replaceAll('?', '.')
    return new RegExp(`^${source}$`).test(partitionKey)
  })
}

const practice = `P#${'p'.repeat(26)}`
const client = `${practice}#C#${'c'.repeat(26)}`
/** Folders named by clients' ids: no certificate lies in one. */
const clientFolders = `documents/${'?'.repeat(26)}/`
const certificates = `${practice}#CERTIFICATES`

describe('no function whatever', () => {
  it('may do more than these actions, of which none is a wildcard', () => {
    expect([...new Set(grants.map(({ action }) => action))].sort()).toEqual([
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:DescribeStream',
      'dynamodb:ExportTableToPointInTime',
      'dynamodb:GetItem',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'kms:GetPublicKey',
      'kms:Sign',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:AbortMultipartUpload',
      's3:BypassGovernanceRetention',
      's3:DeleteObjectVersion',
      's3:GetObject',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:PutObject',
      's3:PutObjectAcl',
      'ses:SendEmail',
      'sqs:SendMessage',
    ])
  })

  it('may do anything to a resource it does not name, but to documents, tombstones, exports and the list of streams', () => {
    const wide = grants.filter(({ resource }) => resource.includes('*'))
    expect([...new Set(wide.map(({ resource }) => resource))].sort()).toEqual([
      '<BucketsArrivals.Arn>/exports/*',
      '<BucketsDocuments.Arn>/documents/*',
      `<BucketsDocuments.Arn>/${clientFolders}*`,
      '<BucketsDocuments.Arn>/documents/certificates/*',
      '<BucketsKeyExports.Arn>/keys/*',
      '<BucketsLedger.Arn>/tombstones/*',
      '<Records.Arn>/stream/*',
    ])
  })

  it('touches items of a table without naming their partitions', () => {
    const unbound = grants.filter(
      ({ action, resource, conditions }) =>
        action.startsWith('dynamodb:') &&
        // One sees no item; the other reads the ledger, below.
        !['dynamodb:ExportTableToPointInTime', 'dynamodb:Scan'].includes(action) &&
        /^<\w+\.Arn>$/.test(resource) &&
        (conditions['Null']?.['dynamodb:LeadingKeys'] !== 'false' ||
          !conditions['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']),
    )
    expect(unbound).toEqual([])
  })

  it('uses the keys of tables, buckets and queues but through those services', () => {
    const direct = grants.filter(
      (grant) =>
        (on('Storage')(grant) || on('Ops')(grant)) &&
        !grant.conditions['StringEquals']?.['kms:ViaService'],
    )
    expect(direct).toEqual([])
  })

  it.each(['Keys', 'ProcessKeys', 'Directory'])(
    'but enforce-retention may delete from %s',
    (table) => {
      expect(may(both(on(table), doing('dynamodb:DeleteItem')))).toEqual(['enforce-retention'])
    },
  )

  it('may change what stands in the key stores or in the access trail', () => {
    for (const table of ['Keys', 'ProcessKeys', 'Access'])
      expect(may(both(on(table), doing('dynamodb:UpdateItem')))).toEqual([])
  })

  it('but enforce-retention touches the ledger’s bucket: it adds tombstones and reads them', () => {
    const touched = grants.filter(about('BucketsLedger'))
    expect(touched.map(({ by, action, conditions }) => [by, action, conditions])).toEqual([
      ['enforce-retention', 's3:PutObject', { Null: { 's3:if-none-match': 'false' } }],
      ['enforce-retention', 's3:ListBucket', { StringLike: { 's3:prefix': 'tombstones/*' } }],
      ['enforce-retention', 's3:GetObject', {}],
    ])
  })

  it('has a right besides those of its own policies', () => {
    expect(app.ofType('AWS::IAM::Policy')).toEqual([])
    const roles = app.ofType('AWS::IAM::Role').map(({ properties }) => properties)
    expect(roles.filter(({ Policies }) => Policies)).toEqual([])
    const foreign = roles.flatMap(({ ManagedPolicyArns = [] }) => ManagedPolicyArns)
    expect(foreign).toEqual([
      'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup',
    ])
    const held = app
      .ofType('AWS::IAM::ManagedPolicy')
      .flatMap(({ properties }) => properties['Roles'])
    // One, and one for the use of keys.
    expect(new Set(held).size).toBe(functionNames.length + 1)
    expect(held.length).toBeLessThanOrEqual(2 * functionNames.length + 1)
  })

  it('shares its role with another', () => {
    const roles = app.ofType('AWS::Lambda::Function').map(({ properties }) => properties['Role'])
    expect(new Set(roles).size).toBe(functionNames.length)
  })

  it('is let in by the policy of a bucket, queue or key', () => {
    const allowed = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::KMS::Key']
      .flatMap((type) => app.ofType(type))
      .flatMap(({ properties }) => {
        const { Statement } = properties['PolicyDocument'] ?? properties['KeyPolicy']
        return Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
      })
      .map(({ Principal }) => JSON.stringify(Principal))
    expect([...new Set(allowed)].sort()).toEqual([
      '{"AWS":"arn:aws:iam::<AWS::AccountId>:root"}',
      '{"Service":"events.amazonaws.com"}',
      '{"Service":"logging.s3.amazonaws.com"}',
      '{"Service":"logs.us-east-2.amazonaws.com"}',
      '{"Service":["cloudwatch.amazonaws.com","events.amazonaws.com","ses.amazonaws.com"]}',
    ])
  })
})

describe('process notes', () => {
  it('are within reach of process-notes-api alone', () => {
    expect(may(about('ProcessSeal'))).toEqual(['process-notes-api'])
    const destroyer = 'enforce-retention'
    expect(may(about('Process'))).toEqual(['process-notes-api', destroyer])
    expect(may(about('ProcessKeys'))).toEqual(['process-notes-api', destroyer, 'export-keys'])
  })

  it('are counted, found and deleted by enforce-retention, which can write and open none', () => {
    const reached = grants.filter(({ by, resource }) => {
      return by === 'enforce-retention' && /^<Process(Keys)?\./.test(resource)
    })
    expect([...new Set(reached.map(({ action }) => action))].sort()).toEqual([
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
    ])
  })

  it('share a function with nothing else', () => {
    const reached = grants.filter(({ by }) => by === 'process-notes-api')
    expect([...new Set(reached.map(({ resource }) => resource))].sort()).toEqual([
      '<Access.Arn>',
      '<Process.Arn>',
      '<ProcessAccess.Arn>',
      '<ProcessKeys.Arn>',
      '<ProcessSeal.Arn>',
      '<Storage.Arn>',
      '<processnotesapiLog.Arn>',
    ])
  })

  it('leave only the fact that they were read outside', () => {
    const outside = grants.filter(both(({ by }) => by === 'process-notes-api', on('Access')))
    expect(outside.map(({ action }) => action)).toEqual(['dynamodb:PutItem'])
  })
})

describe('sealed notes', () => {
  it('are opened by records-api and render-document; by releases-api what leaves, by import-records what it had begun to put', () => {
    expect(may(both(on('Seal'), doing('kms:Decrypt')))).toEqual([
      'records-api',
      'releases-api',
      'render-document',
      'import-records',
    ])
  })

  it('get new keys from records-api, the register’s too; found-practice makes the directory’s, import-records those of who arrives', () => {
    const makes = both(on('Seal'), doing('kms:GenerateDataKey'))
    expect(may(makes)).toEqual(['records-api', 'found-practice', 'import-records'])
    expect(grants.filter(makes).map(kinds)).toEqual([
      ['client', 'group', 'register'],
      ['directory'],
      ['client', 'group', 'directory', 'register'],
    ])
  })

  it('are opened with a key of a named client, group, directory or register only', () => {
    const opens = both(on('Seal'), doing('kms:Decrypt'))
    expect(grants.filter(opens).map(kinds)).toEqual([
      ['client', 'group', 'directory', 'register'],
      ['client'],
      ['client'],
      ['client', 'group', 'directory', 'register'],
    ])
    for (const { conditions } of grants.filter((grant) => on('Seal')(grant))) {
      expect(conditions['StringEquals']?.['kms:EncryptionContext:tablename']).toBe('noteseal-keys')
      expect(conditions['Null']).toEqual({
        'kms:EncryptionContext:branch-key-id': 'false',
        'kms:EncryptionContext:aws-crypto-ec:practice': 'false',
      })
      expect(conditions['ForAllValues:StringEquals']).toHaveProperty('kms:EncryptionContextKeys')
    }
  })

  const kinds = ({ conditions }: Grant) =>
    [conditions['StringEquals']?.['kms:EncryptionContext:aws-crypto-ec:kind'] ?? []].flat()

  it('stay shut to enforce-retention, which can delete keys and use none', () => {
    const reached = grants.filter(({ by }) => by === 'enforce-retention')
    const keys = reached.filter(({ action }) => action.startsWith('kms:'))
    expect(new Set(keys.map(({ resource }) => resource))).toEqual(new Set(['<Storage.Arn>']))
    const got = reached.filter(doing('s3:GetObject'))
    expect(got.map(({ resource }) => resource)).toEqual([
      '<BucketsDocuments.Arn>/documents/certificates/*',
      '<BucketsLedger.Arn>/tombstones/*',
    ])
    const stores = reached.filter((grant) => about('Keys')(grant) || about('ProcessKeys')(grant))
    expect(new Set(stores.map(({ action }) => action))).toEqual(
      new Set(['dynamodb:Query', 'dynamodb:DeleteItem', 'dynamodb:PutItem']),
    )
    for (const grant of stores) expect(covers(grant, `DIR#${'p'.repeat(26)}`)).toBe(false)
    // Of keys it puts back the register's alone, as they were: no record opens by one.
    for (const grant of stores.filter(doing('dynamodb:PutItem')))
      expect([covers(grant, 'REG#p'), covers(grant, 'C#c'), covers(grant, client)]).toEqual([
        true,
        false,
        false,
      ])
  })

  it.each<FunctionName>(['documents-api', 'practice-api', 'flag-late-notes', 'send-digests'])(
    'stay shut to %s: no key store, no seal key',
    (by) => {
      const reached = grants.filter((grant) => grant.by === by)
      expect(reached.filter((grant) => about('Keys')(grant) || about('Seal')(grant))).toEqual([])
      expect(reached.filter(({ action }) => action === 'kms:GenerateDataKey')).toEqual([])
    },
  )
})

describe('releases-api', () => {
  const reached = () => grants.filter(({ by }) => by === 'releases-api')

  it('touches no bucket, no directory and no process note, signs nothing and makes no key', () => {
    const resources = new Set(
      reached()
        .filter(({ sid }) => sid !== 'WriteOwnLog')
        .map(({ resource }) => resource),
    )
    expect([...resources].sort()).toEqual([
      '<Access.Arn>',
      '<Keys.Arn>',
      '<Ledger.Arn>',
      '<Records.Arn>',
      '<Seal.Arn>',
      '<Storage.Arn>',
    ])
    expect(reached().filter(doing('kms:Sign'))).toEqual([])
    expect(reached().filter(both(on('Seal'), doing('kms:GenerateDataKey')))).toEqual([])
  })

  it('deletes nothing, and writes to no practice’s own items', () => {
    expect(reached().filter(doing('dynamodb:DeleteItem'))).toEqual([])
    const writing = reached().filter(({ action }) => /:(PutItem|UpdateItem)$/.test(action))
    expect(writing.length).toBeGreaterThan(0)
    for (const grant of writing) expect(covers(grant, practice)).toBe(false)
  })
})

describe('open-link, which anybody may call', () => {
  const link = `LINK#${'a'.repeat(64)}`
  const reached = () => grants.filter(({ by, sid }) => by === 'open-link' && sid !== 'WriteOwnLog')

  it('holds no key, and touches records, access trail and documents alone', () => {
    expect([...new Set(reached().map(({ resource }) => resource))].sort()).toEqual([
      '<Access.Arn>',
      '<BucketsDocuments.Arn>/documents/*',
      '<Records.Arn>',
      '<Storage.Arn>',
    ])
  })

  it('reads and changes doors of links, and of a record learns only whether something stands', () => {
    const inRecords = (key: string) =>
      reached()
        .filter(both(on('Records'), (grant) => covers(grant, key)))
        .map(({ action }) => action)
        .sort()
    expect(inRecords(link)).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem'])
    expect(inRecords(client)).toEqual(['dynamodb:ConditionCheckItem'])
    expect(inRecords(practice)).toEqual([])
  })

  it('shares its doors with releases-api alone, which makes them', () => {
    const doors = both(on('Records'), (grant: Grant) => covers(grant, link))
    expect(may(doors)).toEqual(['releases-api', 'open-link'])
  })

  it('is called at a few requests a second, and its routes are public', () => {
    const [stage] = app.ofType('AWS::ApiGatewayV2::Stage')
    const settings = stage?.properties['RouteSettings']
    expect(Object.keys(settings)).toEqual(['GET /v1/open/{token}', 'POST /v1/open/{token}'])
    for (const each of Object.values<Record<string, number>>(settings))
      expect([each['ThrottlingRateLimit'], each['ThrottlingBurstLimit']]).toEqual([5, 10])
  })
})

describe('the key stores', () => {
  it('are copied by export-keys, which sees no key and opens nothing', () => {
    const reached = grants.filter(({ by }) => by === 'export-keys')
    expect(reached.map(({ action, resource }) => `${action} ${resource}`).sort()).toEqual([
      'dynamodb:ExportTableToPointInTime <Keys.Arn>',
      'dynamodb:ExportTableToPointInTime <ProcessKeys.Arn>',
      'kms:Decrypt <Storage.Arn>',
      'kms:Decrypt <Storage.Arn>',
      'kms:GenerateDataKey <Storage.Arn>',
      'logs:CreateLogStream <exportkeysLog.Arn>',
      'logs:PutLogEvents <exportkeysLog.Arn>',
      's3:AbortMultipartUpload <BucketsKeyExports.Arn>/keys/*',
      's3:ListBucket <BucketsKeyExports.Arn>',
      's3:PutObject <BucketsKeyExports.Arn>/keys/*',
      's3:PutObjectAcl <BucketsKeyExports.Arn>/keys/*',
    ])
  })

  it('have their exports read by no function', () => {
    const reads = both(about('BucketsKeyExports'), doing('s3:GetObject'))
    expect(may(reads)).toEqual([])
  })
})

describe('putting back', () => {
  it('reads the ledger from end to end, and no other function does so', () => {
    const scans = grants.filter(doing('dynamodb:Scan'))
    expect(scans.map(({ by, resource }) => [by, resource])).toEqual([
      ['recover-records', '<Ledger.Arn>'],
    ])
  })

  it('opens nothing and makes no key', () => {
    const reached = grants.filter(({ by }) => by === 'recover-records')
    for (const resource of ['Keys', 'ProcessKeys', 'Seal', 'ProcessSeal', 'Process', 'Directory'])
      expect(reached.filter(about(resource)), resource).toEqual([])
    expect(reached.filter(doing('kms:GenerateDataKey'))).toEqual([])
  })

  it('is begun by whoever may invoke the function, and by no route, stream or clock', () => {
    const called = ['AWS::ApiGatewayV2::Integration', 'AWS::Scheduler::Schedule']
      .concat('AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission')
      .flatMap((type) => app.ofType(type))
      .map(({ properties }) => JSON.stringify(properties))
    expect(called.length).toBeGreaterThan(10)
    expect(called.filter((text) => text.includes('recoverrecords'))).toEqual([])
  })
})

describe('documents', () => {
  it('are fetched by documents-api and open-link, put by render-document and import-records, and destroyed by enforce-retention', () => {
    const inBucket = grants.filter(about('BucketsDocuments'))
    expect(inBucket.map(({ by, action, resource }) => [by, action, resource])).toEqual([
      ['open-link', 's3:GetObject', '<BucketsDocuments.Arn>/documents/*'],
      ['documents-api', 's3:GetObject', '<BucketsDocuments.Arn>/documents/*'],
      ['render-document', 's3:PutObject', '<BucketsDocuments.Arn>/documents/*'],
      ['enforce-retention', 's3:ListBucketVersions', '<BucketsDocuments.Arn>'],
      [
        'enforce-retention',
        's3:BypassGovernanceRetention',
        `<BucketsDocuments.Arn>/${clientFolders}*`,
      ],
      ['enforce-retention', 's3:DeleteObjectVersion', `<BucketsDocuments.Arn>/${clientFolders}*`],
      ['enforce-retention', 's3:ListBucket', '<BucketsDocuments.Arn>'],
      ['enforce-retention', 's3:GetObject', '<BucketsDocuments.Arn>/documents/certificates/*'],
      ['recover-records', 's3:ListBucket', '<BucketsDocuments.Arn>'],
      ['recover-records', 's3:GetObject', '<BucketsDocuments.Arn>/documents/*'],
      ['import-records', 's3:PutObject', `<BucketsDocuments.Arn>/${clientFolders}*`],
      ['import-records', 's3:PutObject', '<BucketsDocuments.Arn>/documents/certificates/*'],
    ])
  })

  it('are listed client by client, and no certificate is among what can be destroyed', () => {
    const [list] = grants.filter(doing('s3:ListBucketVersions'))
    expect(list?.conditions).toEqual({ StringLike: { 's3:prefix': clientFolders } })
    const destroyable = (key: string) => fitsPattern(`${clientFolders}*`, key)
    const [id, own] = ['c'.repeat(26), 'n'.repeat(26)]
    expect(destroyable(`documents/${id}/${own}/v1.pdf`)).toBe(true)
    expect(destroyable(`documents/certificates/${id}/${own}.pdf`)).toBe(false)
  })

  it('are put where nothing is yet', () => {
    const puts = grants.filter(both(about('BucketsDocuments'), doing('s3:PutObject')))
    for (const { conditions } of puts)
      expect(conditions['Null']).toEqual({ 's3:if-none-match': 'false' })
  })

  it('are signed by render-document, and statements by records-api, as digests', () => {
    const signs = grants.filter(doing('kms:Sign'))
    expect(signs.map(({ by, resource, conditions }) => [by, resource, conditions])).toEqual([
      ['signing-certificate', '<Document.Arn>', signing('RSASSA_PKCS1_V1_5_SHA_256')],
      ['records-api', '<Statement.Arn>', signing('ECDSA_SHA_256')],
      ['render-document', '<Document.Arn>', signing('RSASSA_PKCS1_V1_5_SHA_256')],
    ])
  })

  const signing = (algorithm: string) => ({
    StringEquals: { 'kms:SigningAlgorithm': algorithm, 'kms:MessageType': 'DIGEST' },
  })
})

describe('records', () => {
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem'].map((name) => `dynamodb:${name}`)

  it('of clients are written by those who keep, release, render, flag, put them back and take them in, never by practice-api', () => {
    const writing = (key: string) => (grant: Grant) =>
      on('Records')(grant) && writes.includes(grant.action) && covers(grant, key)
    expect(may(writing(client))).toEqual([
      'records-api',
      'releases-api',
      'render-document',
      'flag-late-notes',
      'enforce-retention',
      'recover-records',
      'import-records',
    ])
    expect(may(writing(practice))).toContain('practice-api')
  })

  it('of a client are listed by those who show, release, render, link, destroy and put them back', () => {
    const listing = (grant: Grant) =>
      both(on('Records'), doing('dynamodb:Query'))(grant) && covers(grant, client)
    expect(may(listing)).toEqual([
      'records-api',
      'releases-api',
      'documents-api',
      'render-document',
      'enforce-retention',
      'recover-records',
    ])
  })

  it('that certificates are, are finished by who renders them, and read for a link', () => {
    const doneTo = (action: string) => (grant: Grant) =>
      both(on('Records'), doing(`dynamodb:${action}`))(grant) && covers(grant, certificates)
    expect(may(doneTo('UpdateItem'))).toEqual(['render-document'])
    expect(may(doneTo('Query'))).toEqual(['documents-api'])
    expect(may(doneTo('DeleteItem'))).toEqual([])
  })

  it('are deleted by records-api and enforce-retention, and members by practice-api', () => {
    const deleting = both(on('Records'), doing('dynamodb:DeleteItem'))
    expect(may(deleting)).toEqual([
      'records-api',
      'practice-api',
      'enforce-retention',
      'recover-records',
    ])
    const destroying = grants.filter(both(deleting, ({ by }) => by === 'enforce-retention'))
    for (const grant of destroying) expect(covers(grant, practice)).toBe(false)
  })

  it('name their clients to records-api alone; import-records adds names, and enforce-retention takes them away unread', () => {
    const reached = grants.filter(both(about('Directory'), ({ by }) => by !== 'records-api'))
    expect(reached.map(({ by, action }) => [by, action])).toEqual([
      ['enforce-retention', 'dynamodb:DeleteItem'],
      ['import-records', 'dynamodb:PutItem'],
    ])
  })

  it('are sent by mail by send-digests alone, from one address', () => {
    const sends = grants.filter(doing('ses:SendEmail'))
    expect(may(doing('ses:SendEmail'))).toEqual(['send-digests'])
    for (const { conditions } of sends)
      expect(conditions).toEqual({ StringEquals: { 'ses:FromAddress': 'digest@practice.example' } })
  })
})

describe('a function', () => {
  const variablesOf = (name: FunctionName): Resource['properties'] =>
    app
      .ofType('AWS::Lambda::Function')
      .find(({ properties }) => properties['FunctionName'] === `noteseal-prod-${name}`)?.properties[
      'Environment'
    ].Variables

  it.each(functionNames)('is told what it needs: %s', (name) => {
    const { NODE_OPTIONS, ...told } = variablesOf(name)
    expect(NODE_OPTIONS).toBe('--enable-source-maps')
    expect(Object.keys(told).sort()).toEqual([...environment[name]].sort())
  })

  it.each(functionNames)('is told of no table, bucket or key it has no right to: %s', (name) => {
    const reached = grants.filter(({ by }) => by === name).map(({ resource }) => resource)
    const told = Object.entries(variablesOf(name)).filter(([variable]) =>
      /_(TABLE|BUCKET|KEY_ARN)$/.test(variable),
    )
    for (const [, value] of told) {
      const resource = String(value).replace(/^<(\w+)(\.Arn)?>$/, '<$1.Arn>')
      expect(reached.some((each) => each.startsWith(resource))).toBe(true)
    }
  })

  it('has a policy that IAM accepts: at most 6,144 characters', () => {
    // No name or ARN that takes the place of a reference is longer than this.
    const longest = 'x'.repeat(120)
    for (const { path, properties } of app.ofType('AWS::IAM::ManagedPolicy')) {
      const document = JSON.stringify(properties['PolicyDocument']).replaceAll(/<[^>]+>/g, longest)
      expect(document.length, path).toBeLessThanOrEqual(6144)
    }
  })
})
