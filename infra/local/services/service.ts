import type { DynamoDBRecord } from 'aws-lambda'
import type { PolicyDocument } from './iam/policy.ts'

/** Who signs calls: one per role of the template. */
export interface Principal {
  readonly roleArn: string
  /** Under which calls appear in the wire log; a function's name, or a role's that has none. */
  readonly functionName: string
  readonly secretAccessKey: string
  /** The role's managed and inline policies, intrinsics resolved. */
  readonly policies: readonly PolicyDocument[]
}

export interface Principals {
  lookup(accessKeyId: string): Principal | undefined
}

export type ServiceName = 'dynamodb' | 'kms' | 's3' | 'sesv2'

/** One request on the wire. Never a body, a key or a parameter: those could name a person. */
export interface WireCall {
  /** `Root=…` of `X-Amzn-Trace-Id`, empty where the caller sent none. */
  readonly traceId: string
  /** Empty where the signature was refused before a caller was known. */
  readonly functionName: string
  readonly service: ServiceName
  /** As IAM and the SDK write it: `TransactWriteItems`, `GenerateDataKey`. */
  readonly operation: string
  /** Milliseconds of `performance.now()`. */
  readonly startedAt: number
  readonly endedAt: number
  readonly status: number
  readonly errorName?: string
}

/** A right that a call was seen to need and that the role's policies gave. */
export interface UsedRight {
  readonly roleArn: string
  readonly functionName: string
  readonly action: string
  readonly resource: string
  /** The `Sid` of each statement that allowed it, `''` where it has none. */
  readonly statements: readonly string[]
}

export interface ServicesOptions {
  /** Where state is kept; in memory and temporary files, gone at `close`, when absent. */
  readonly dir?: string
  /** Milliseconds since 1970: signatures, expiry, retention and stored times follow it. */
  readonly now: () => number
  readonly region: string
  readonly account: string
  readonly principals: Principals
  /** Default `127.0.0.1`: an address, not a name, or the SDK puts buckets into the host name. */
  readonly endpointHost?: string
  /** Default 0: any free port. */
  readonly ports?: Partial<Record<ServiceName, number>>
  /** No answer leaves sooner than this after its request came in. Default 0. */
  readonly latencyMs?: number | (() => number)
  /** How often expired items are deleted. Absent: when `sweepExpired` is called, never by themselves. */
  readonly sweepEveryMilliseconds?: number
  readonly onCall?: (call: WireCall) => void
  /** Refusals and faults, for people: names and codes only. */
  readonly log?: (line: string) => void
}

/** The part of `AWS::DynamoDB::Table` that the stand-in honours. */
export interface TableProperties {
  readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[]
  readonly KeySchema: readonly KeySchemaElement[]
  readonly GlobalSecondaryIndexes?: readonly {
    IndexName: string
    KeySchema: readonly KeySchemaElement[]
    Projection: { ProjectionType?: string; NonKeyAttributes?: readonly string[] }
  }[]
  readonly BillingMode?: string
  readonly TimeToLiveSpecification?: { AttributeName?: string; Enabled: boolean }
  readonly StreamSpecification?: { StreamViewType: string }
  readonly SSESpecification?: { SSEEnabled: boolean; SSEType?: string; KMSMasterKeyId?: string }
  readonly PointInTimeRecoverySpecification?: {
    PointInTimeRecoveryEnabled?: boolean
    RecoveryPeriodInDays?: number
  }
  readonly DeletionProtectionEnabled?: boolean
}

export interface KeySchemaElement {
  readonly AttributeName: string
  readonly KeyType: string
}

export interface Tables {
  /**
   * Makes the table, or brings the one of this name up to these properties: indexes are added,
   * filled and dropped; a changed primary key is an error, as CloudFormation would replace the table.
   */
  createTable(
    name: string,
    properties: TableProperties,
  ): Promise<{ tableArn: string; streamArn: string | undefined }>
  /**
   * What changed in a table after the record with this sequence number (from the first kept one
   * when undefined), oldest first, in the shape Lambda hands to a function.
   *
   * @param reader in whose name it is read: refused like a poller whose role lacks the rights
   */
  streamRecords(
    table: string,
    after: string | undefined,
    limit: number,
    reader?: Principal,
  ): Promise<DynamoDBRecord[]>
  /** Forgets records up to and including a sequence number. */
  trimStream(table: string, upTo: string): Promise<void>
  /** Called after each commit that added stream records. Returns how to stop. */
  onStreamRecords(listener: (table: string) => void): () => void
  /** Deletes what has expired by `now`, as a service, not as a caller; also runs every 5 seconds. */
  sweepExpired(): Promise<number>
  /**
   * A new table, as another one was at a moment; without effect where it is there already.
   *
   * @throws ServiceFailure where that moment is not to be had
   */
  restoreTable(source: string, target: string, at: number): Promise<void>
  /** Deletes everything in a table, as somebody with every right could. */
  emptyTable(table: string): Promise<void>
  /** Everything in a table, for tests and the console. */
  items(table: string): Promise<Record<string, unknown>[]>
}

/** The part of `AWS::KMS::Key` that the stand-in honours. */
export interface KeyProperties {
  readonly KeySpec?: string
  readonly KeyUsage?: string
  readonly MultiRegion?: boolean
  readonly KeyPolicy: PolicyDocument
  readonly Description?: string
}

export interface Keys {
  /** The key of this name, made at first use; its id derives from the name, account and region. */
  createKey(
    logicalName: string,
    properties: KeyProperties,
  ): Promise<{ keyId: string; keyArn: string }>
}

/** The part of `AWS::S3::Bucket` that the stand-in honours; lifecycle rules are not run. */
export interface BucketProperties {
  readonly VersioningConfiguration?: { Status: string }
  readonly ObjectLockEnabled?: boolean
  readonly ObjectLockConfiguration?: {
    Rule?: { DefaultRetention?: { Mode?: string; Days?: number; Years?: number } }
  }
  readonly BucketEncryption?: {
    ServerSideEncryptionConfiguration: readonly {
      BucketKeyEnabled?: boolean
      ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string }
    }[]
  }
}

export interface Buckets {
  /** Makes the bucket, or brings the one of this name up to these properties. */
  createBucket(
    name: string,
    properties: BucketProperties,
    policy?: PolicyDocument,
  ): Promise<{ bucketArn: string }>
  /** Puts an object, as somebody with every right could: under the bucket's own key. */
  put(name: string, key: string, data: Buffer): Promise<void>
  /** Deletes everything in a bucket, as somebody with every right could. */
  empty(name: string): Promise<void>
  /** Every version of every object, for tests and the console. */
  versions(name: string): Promise<{ key: string; versionId: string; deleteMarker: boolean }[]>
}

export interface Mail {
  readonly id: string
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
  readonly subject: string
  readonly text?: string
  readonly html?: string
  readonly configurationSet?: string
  /** RFC 3339. */
  readonly at: string
}

export interface Mailbox {
  /** Oldest first. */
  list(): Promise<Mail[]>
}

/** A queue as the cloud itself uses it: where failed batches go. No function sends over the wire. */
export interface Queues {
  createQueue(
    name: string,
    properties?: { KmsMasterKeyId?: string },
  ): Promise<{ queueArn: string; queueUrl: string }>
  /** @param sender in whose name: refused unless the role may `sqs:SendMessage` */
  send(queueArn: string, body: string, sender?: Principal): Promise<void>
  list(queueArn: string): Promise<{ id: string; body: string; at: string }[]>
}

export interface Services {
  /** Base URLs for `AWS_ENDPOINT_URL_DYNAMODB`, `_KMS`, `_S3` and `_SESV2`. */
  readonly endpoints: Readonly<Record<ServiceName, string>>
  readonly dynamodb: Tables
  readonly kms: Keys
  readonly s3: Buckets
  readonly mailbox: Mailbox
  readonly queues: Queues
  readonly usedRights: { list(): UsedRight[]; clear(): void }
  /**
   * Checks and records a right for something the cloud does in a role's name.
   *
   * @throws AccessDenied
   */
  authorize(
    principal: Principal,
    request: { action: string; resource: string; context?: RequestContext },
  ): void
  close(): Promise<void>
}

/** Condition keys and their values; a key with several values is an array. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>
