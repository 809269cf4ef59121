import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { Backups } from './backups.ts'
import { Buckets } from './buckets.ts'
import type { KeysStack } from './keys-stack.ts'
import type { AnyTable } from './right.ts'
import type { Stage, TableName } from './stages.ts'

/** Everything a practice has written. It outlives any deployment of the functions. */
export class DataStack extends Stack {
  readonly records: AnyTable
  readonly ledger: AnyTable
  readonly keys: AnyTable
  readonly directory: AnyTable
  readonly access: AnyTable
  readonly process: AnyTable
  readonly processKeys: AnyTable
  /** Copies of memberships and care teams, all that process-notes-api may see of a practice. */
  readonly processAccess: AnyTable
  readonly buckets: Buckets

  constructor(
    scope: Construct,
    id: string,
    { stage, keys, ...props }: StackProps & { stage: Stage; keys: KeysStack },
  ) {
    super(scope, id, props)
    const table = (name: string, more: Partial<TableProps> = {}) =>
      new Table(this, name, {
        partitionKey: text('pk'),
        sortKey: text('sk'),
        billingMode: BillingMode.PAY_PER_REQUEST,
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: keys.storage,
        pointInTimeRecoverySpecification: {
          pointInTimeRecoveryEnabled: true,
          recoveryPeriodInDays: 35,
        },
        deletionProtection: stage.lasting,
        removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        ...more,
      })

    const records = table('Records', {
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'expires',
    })
    for (const index of recordsIndexes) records.addGlobalSecondaryIndex(index)
    const ledger = table('Ledger')
    ledger.addGlobalSecondaryIndex(keysOnly('unchecked', 'uncheckedShard', 'uncheckedAt'))
    const directory = table('Directory')
    const access = table('Access', { timeToLiveAttribute: 'expires' })
    access.addGlobalSecondaryIndex({
      ...keysOnly('member', 'memberKey', 'at'),
      projectionType: ProjectionType.ALL,
    })
    const process = table('Process')
    const processAccess = table('ProcessAccess')

    // The shape that AWS's own branch key store reads: no expiry, no stream, nothing besides.
    const keyStore = { partitionKey: text('branch-key-id'), sortKey: text('type') }
    const branchKeys = table('Keys', keyStore)
    const processKeys = table('ProcessKeys', keyStore)
    for (const each of [branchKeys, processKeys])
      acknowledge(each, {
        'HIPAA.Security::HIPAA.Security-DynamoDBInBackupPlan':
          'Destroying a client means destroying their key: a backup that outlives the 35 days of point-in-time recovery would bring it back.',
      })

    const inUse = (name: TableName, own: Table): AnyTable =>
      stage.restored
        ? Table.fromTableAttributes(this, `${name}Restored`, {
            tableName: stage.restored.names[name],
            encryptionKey: keys.storage,
            ...(name === 'Records' && { tableStreamArn: stage.restored.recordsStream }),
          })
        : own
    this.records = inUse('Records', records)
    this.ledger = inUse('Ledger', ledger)
    this.directory = inUse('Directory', directory)
    this.access = inUse('Access', access)
    this.process = inUse('Process', process)
    this.processAccess = inUse('ProcessAccess', processAccess)
    this.keys = inUse('Keys', branchKeys)
    this.processKeys = inUse('ProcessKeys', processKeys)

    this.buckets = new Buckets(this, 'Buckets', { stage, storage: keys.storage })
    new Backups(this, 'Backups', {
      stage,
      storage: keys.storage,
      // What a restore has replaced is kept as well: it may be wanted as evidence.
      forAYear: [
        this.records,
        this.ledger,
        this.access,
        this.process,
        this.processAccess,
        ...(stage.restored ? [records, ledger, access, process, processAccess] : []),
      ],
      forThirtyFiveDays: [this.directory, ...(stage.restored ? [directory] : [])],
    })
  }
}

const text = (name: string) => ({ name, type: AttributeType.STRING })

const keysOnly = (
  indexName: string,
  partition: string,
  sort: string,
): GlobalSecondaryIndexProps => ({
  indexName,
  partitionKey: text(partition),
  sortKey: text(sort),
  projectionType: ProjectionType.KEYS_ONLY,
})

const including = (index: GlobalSecondaryIndexProps, nonKeyAttributes: string[]) => ({
  ...index,
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes,
})

/** All sparse: an item is in an index as long as there is something to do about it. */
const recordsIndexes: readonly GlobalSecondaryIndexProps[] = [
  including(keysOnly('due', 'dueShard', 'flagAt'), ['dueAt', 'kind', 'level', 'memberId', 'state']),
  including(keysOnly('work', 'workOwner', 'workAt'), [
    'state',
    'kind',
    'dueAt',
    'sessionStart',
    'level',
    'noteId',
    'sessionId',
  ]),
  keysOnly('outbox', 'pdfShard', 'pdfSince'),
  keysOnly('disposal', 'retentionShard', 'retentionDate'),
]
