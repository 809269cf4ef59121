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
import type { Stage } from './stages.ts'

/** Everything a practice has written. It outlives any deployment of the functions. */
export class DataStack extends Stack {
  readonly records: Table
  readonly ledger: Table
  readonly keys: Table
  readonly directory: Table
  readonly access: Table
  readonly process: Table
  readonly processKeys: Table
  /** Copies of memberships and care teams, all that process-notes-api may see of a practice. */
  readonly processAccess: Table
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

    this.records = table('Records', {
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'expires',
    })
    for (const index of recordsIndexes) this.records.addGlobalSecondaryIndex(index)
    this.ledger = table('Ledger')
    this.ledger.addGlobalSecondaryIndex(keysOnly('unchecked', 'uncheckedShard', 'uncheckedAt'))
    this.directory = table('Directory')
    this.access = table('Access', { timeToLiveAttribute: 'expires' })
    this.access.addGlobalSecondaryIndex({
      ...keysOnly('member', 'memberKey', 'at'),
      projectionType: ProjectionType.ALL,
    })
    this.process = table('Process')
    this.processAccess = table('ProcessAccess')

    // The shape that AWS's own branch key store reads: no expiry, no stream, nothing besides.
    const keyStore = { partitionKey: text('branch-key-id'), sortKey: text('type') }
    this.keys = table('Keys', keyStore)
    this.processKeys = table('ProcessKeys', keyStore)
    for (const each of [this.keys, this.processKeys])
      acknowledge(each, {
        'HIPAA.Security::HIPAA.Security-DynamoDBInBackupPlan':
          'Destroying a client means destroying their key: a backup that outlives the 35 days of point-in-time recovery would bring it back.',
      })

    this.buckets = new Buckets(this, 'Buckets', { stage, storage: keys.storage })
    new Backups(this, 'Backups', {
      stage,
      storage: keys.storage,
      forAYear: [this.records, this.ledger, this.access, this.process, this.processAccess],
      forThirtyFiveDays: [this.directory],
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
